import { writeFileSync } from 'node:fs';

const { INPUT_FILE: file = '', INPUT_NEEDS: needs = '{}', INPUT_PREFIX: prefix = '' } = process.env;
writeFileSync(file, JSON.stringify({ prefix, needs: JSON.parse(needs) }));
