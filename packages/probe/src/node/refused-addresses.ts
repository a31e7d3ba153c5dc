import { BlockList, isIP } from 'node:net';

/**
 * Addresses that no app is reached at, but that hand out credentials to whoever asks from a cloud machine:
 * link-local ones and the clouds' metadata services (AWS, Google, Azure, Alibaba, Oracle), in every notation.
 */
const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addAddress('100.100.100.200', 'ipv4');
refused.addAddress('168.63.129.16', 'ipv4');
refused.addAddress('192.0.0.192', 'ipv4');
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addAddress('fd00:ec2::254', 'ipv6');
refused.addAddress('fd20:ce::254', 'ipv6');
// The same link-local range behind NAT64.
refused.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');

/** Whether an address is never asked. IPv4 addresses written as IPv6 count as what they are. */
export function isRefusedAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  const family = isIP(bare);
  return family === 0 || refused.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}
