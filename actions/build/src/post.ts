import { errorMessage } from '@workaday/core';
import { nodeRunner, removeLeftFolders } from '@workaday/core/node';

const runner = nodeRunner();
try {
  for (const path of await removeLeftFolders(runner.env, 'DOCKER_CONFIG'))
    runner.log.line(`removed ${path}, which a build that was killed had left behind`);
} catch (error) {
  // The step has ended as it has: what cannot be cleaned up is said, and makes nothing red.
  runner.annotate({
    level: 'warning',
    title: 'Build: left behind',
    message: `A private folder of a build that was killed could not be removed: ${errorMessage(error)}. Remove it on the runner; it may hold build secrets.`,
  });
}
