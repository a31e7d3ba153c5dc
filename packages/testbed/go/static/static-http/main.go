// A tiny web server for tests: it answers with TEXT, and with STATUS (default 200) on every path but /healthz.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
)

func setting(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}

func main() {
	status, err := strconv.Atoi(setting("STATUS", "200"))
	if err != nil {
		log.Fatalf("STATUS must be a number: %v", err)
	}
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		log.Printf("%s %s", r.Method, r.URL.Path)
		w.WriteHeader(status)
		fmt.Fprintln(w, setting("TEXT", "hello"))
	})
	log.Printf("listening on port %s", setting("PORT", "8080"))
	log.Fatal(http.ListenAndServe(":"+setting("PORT", "8080"), nil))
}
