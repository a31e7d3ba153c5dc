import type { Cluster } from '@workaday/kubernetes';
import type { Inputs } from './contract.ts';
import type { Ports } from './ports.ts';
import type { Setting } from './setting.ts';

/** One run of this action: what is wanted, where, and with what. */
export interface Job {
  inputs: Inputs;
  setting: Setting;
  cluster: Cluster;
  ports: Ports;
}
