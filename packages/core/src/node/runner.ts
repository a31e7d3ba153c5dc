import { appendFile } from 'node:fs/promises';
import * as actions from '@actions/core';
import { logText } from '../hostile-text.ts';
import type { Runner } from '../ports.ts';

const annotators = { error: actions.error, warning: actions.warning, notice: actions.notice };

/** The GitHub runner around this process: its environment, log and command files. */
export function nodeRunner(env: NodeJS.ProcessEnv = process.env): Runner {
  return {
    env,
    log: {
      line: (text) => actions.info(logText(text)),
      group: (title, work) => actions.group(logText(title).replaceAll('\n', ' '), work),
    },
    mask: (value) => {
      // A value that is printed loses characters on its way through the log, and must not escape by that.
      for (const form of new Set([value, logText(value)])) if (form !== '') actions.setSecret(form);
    },
    setOutput: (name, value) => actions.setOutput(name, value),
    addSummary: async (markdown) => {
      const file = env.GITHUB_STEP_SUMMARY;
      if (file) await appendFile(file, `${markdown}\n`);
    },
    annotate: ({ level, title, message, place }) => {
      const properties = {
        title,
        ...(place === undefined ? {} : { file: place.file }),
        ...(place?.line === undefined ? {} : { startLine: place.line }),
        ...(place?.column === undefined ? {} : { startColumn: place.column }),
      };
      annotators[level](message, properties);
    },
    setExitCode: (code) => {
      process.exitCode = code;
    },
  };
}
