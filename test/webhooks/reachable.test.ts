import { describe, expect, test } from 'vitest';
import { type Network, parseNetwork } from '../../src/contract/config/network.ts';
import { isReachable } from '../../src/webhooks/reachable.ts';

function networks(...texts: readonly string[]): Network[] {
  return texts.map(parseNetwork).filter((network) => network !== undefined);
}

describe('by default', () => {
  test.each(['8.8.8.8', '93.184.215.14', '172.32.0.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
    '%s is reachable',
    (address) => expect(isReachable(address, [])).toBe(true),
  );

  test.each([
    ['this machine', '127.0.0.1'],
    ['this machine', '127.9.9.9'],
    ['this machine', '0.0.0.0'],
    ['this machine', '::1'],
    ['this machine', '::'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['private', 'fd12:3456::1'],
    ['private, deprecated', 'fec0::1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['link-local, and metadata', '169.254.169.254'],
    ['metadata', '100.100.100.200'],
    ['metadata', '192.0.0.192'],
    ['metadata', 'fd00:ec2::254'],
    ['metadata', '168.63.129.16'],
    ['link-local', 'fe80::1'],
    ['link-local with its zone', 'fe80::1%eth0'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['for network benchmarks', '198.18.0.1'],
    ['for documentation', '192.0.2.1'],
    ['for documentation', '2001:db8::1'],
    ['IPv4 in IPv6, mapped', '::ffff:127.0.0.1'],
    ['IPv4 in IPv6, mapped', '::ffff:a9fe:a9fe'],
    ['IPv4 in IPv6, compatible', '::7f00:1'],
    ['IPv4 in IPv6, NAT64', '64:ff9b::a9fe:a9fe'],
    ['IPv4 in IPv6, 6to4', '2002:7f00:1::'],
    ['IPv4 in IPv6, Teredo', '2001:0:7f00:1::'],
    ['not a network address', 'localhost'],
    ['not a network address', ''],
  ])('%s: %s is not reachable', (_name, address) => expect(isReachable(address, [])).toBe(false));
});

describe('with an allowed network', () => {
  test('that network is reachable, and no other private one', () => {
    const allowed = networks('10.1.0.0/16', 'fd00:1::/32', '127.0.0.1');
    const inside = ['10.1.2.3', '::ffff:10.1.2.3', 'fd00:1::5', '127.0.0.1'];
    const outside = ['10.2.0.1', 'fd00:2::5', '127.0.0.2', '169.254.169.254', '::1'];
    expect(inside.filter((address) => !isReachable(address, allowed))).toEqual([]);
    expect(outside.filter((address) => isReachable(address, allowed))).toEqual([]);
  });

  test.each(['10.1.0.0/33', '10/8', '10.1', 'example.com', '', '10.0.0.0/8/8', '0x7f.0.0.1/8'])(
    '%j is not a network',
    (text) => expect(parseNetwork(text)).toBeUndefined(),
  );
});
