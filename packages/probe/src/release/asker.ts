import type { Clock, Log } from '@workaday/core';
import type { Cluster } from '@workaday/kubernetes';
import type { OutsidePorts } from '../outside.ts';
import type { AskSetting } from './setting.ts';

/** Who asks a release: what, where, and with what. */
export interface Asker {
  setting: AskSetting;
  cluster: Cluster;
  ports: {
    /** How this machine asks. */
    outside: OutsidePorts;
    clock: Clock;
    log: Log;
  };
}
