const { INPUT_URL: url = '', INPUT_JOB: job = '', INPUT_GROUP: group = '' } = process.env;
console.log(`Waiting for the concurrency group '${group}'.`);
for (;;) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ job, group }) });
  if (response.status === 200) break;
  if (response.status !== 202)
    throw new Error(`The stand-in answered ${response.status}: ${await response.text()}`);
}
console.log(`The concurrency group '${group}' is held.`);
