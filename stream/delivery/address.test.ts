import { describe, expect, test } from 'vitest'
import { allowedAddresses } from './address.ts'

describe('without anything allowed', () => {
  const { permits } = allowedAddresses()
  test.each(['1.1.1.1', '8.8.8.8', '172.15.255.255', '172.32.0.0', '2606:4700::1111', '2400:3200::1'])(
    '%s may be',
    (address) => expect(permits(address)).toBe(true),
  )
  test.each([
    ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '224.0.0.1', '255.255.255.255', '192.0.0.1', '198.18.0.1'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::7f00:1', '64:ff9b::7f00:1', 'fe80::1', 'fe80::1%eth0'],
    ...['fc00::1', 'fd12::1', 'ff02::1', '2002:7f00:1::', '2001::1', '2001:db8::1', '100::1'],
    ...['localhost', '', '2130706433', '127.1'],
  ])('%s may not', (address) => expect(permits(address)).toBe(false))
})

test('what the operator names may be, and nothing beside it', () => {
  const { permits, named } = allowedAddresses(' 10.20.0.0/16, 127.0.0.1,fd00::/8 ')
  expect(['10.20.255.1', '127.0.0.1', 'fd12::1', '1.1.1.1'].map(permits)).toEqual([true, true, true, true])
  expect(['10.21.0.1', '127.0.0.2', 'fc00::1'].map(permits)).toEqual([false, false, false])
  expect(['10.20.255.1', '1.1.1.1'].map(named)).toEqual([true, false])
})

test.each(['10.0.0.0/33', '10.0.0/8', 'example.com', '::/129', '10.0.0.0/x'])('%s is no net', (net) => {
  expect(() => allowedAddresses(net)).toThrow('not a net')
})
