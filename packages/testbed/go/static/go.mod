module workaday/testbed/static

go 1.24.0
