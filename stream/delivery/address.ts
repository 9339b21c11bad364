import { BlockList, isIP, isIPv6 } from 'node:net'

/** Where a webhook may lead: to the public internet, and to what the operator allows. */
export interface AllowedAddresses {
  /** Whether an IP address, as text, may be connected to. */
  readonly permits: (address: string) => boolean
  /** Whether the operator named it, so that it needs no TLS. */
  readonly named: (address: string) => boolean
}

/** IPv4 that is not the public internet; IANA's special-purpose registry (RFC 6890 and its updates), and multicast. */
const reserved4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const
/**
 * Of IPv6 only global unicast is the public internet; within it these carry an IPv4 address or are no hosts. Mapped and
 * translated IPv4 (`::ffff:0:0/96`, `64:ff9b::/96`) lies outside of it anyhow.
 */
const global6 = ['2000::', 3] as const
const reserved6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const listOf = (nets: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList()
  for (const [net, prefix] of nets) list.addSubnet(net, prefix, isIPv6(net) ? 'ipv6' : 'ipv4')
  return list
}
const notPublic = listOf([...reserved4, ...reserved6])
const unicast6 = listOf([global6])

const isPublic = (address: string): boolean =>
  isIPv6(address)
    ? unicast6.check(address, 'ipv6') && !notPublic.check(address, 'ipv6')
    : isIP(address) === 4 && !notPublic.check(address, 'ipv4')

/**
 * @param nets nets or addresses within the bank that webhooks may lead to, by commas: `10.20.0.0/16,192.168.7.9`
 * @throws when one of them is neither
 */
export const allowedAddresses = (nets = ''): AllowedAddresses => {
  const within = listOf(
    nets
      .split(',')
      .map((net) => net.trim())
      .filter((net) => net !== '')
      .map((net) => {
        const [address = '', prefix] = net.split('/')
        const longest = isIP(address) === 6 ? 128 : 32
        const length = prefix === undefined ? longest : Number(prefix)
        if (isIP(address) === 0 || !Number.isInteger(length) || length < 0 || length > longest)
          throw new Error(`not a net: ${net}`)
        return [address, length] as const
      }),
  )
  const named = (address: string) => isIP(address) !== 0 && within.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
  return { named, permits: (address) => named(address) || isPublic(address) }
}
