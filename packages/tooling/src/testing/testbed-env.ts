import { inject } from 'vitest';

// What a test starts must find the testbed as a person's shell would, so its variables are this worker's too.
Object.assign(process.env, inject('testbed').env);
