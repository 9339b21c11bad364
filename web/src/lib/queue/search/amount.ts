const scale: Record<string, bigint> = {
  '': 1n,
  元: 1n,
  千: 1_000n,
  k: 1_000n,
  万: 10_000n,
  万元: 10_000n,
  w: 10_000n,
  m: 1_000_000n,
  亿: 100_000_000n,
  亿元: 100_000_000n,
  b: 1_000_000_000n,
}
const shape = /^[¥¥]?(\d{1,15})(?:\.(\d{1,9}))?\s*([a-z]|千|万元?|亿元?|元)?$/i

/** Yuan as people write them (`100,000`, `10万`, `1.5m`) in whole fen, or null. Integer arithmetic throughout. */
export const fenOf = (text: string): number | null => {
  const written = shape.exec(text.replaceAll(',', ''))
  const times = scale[written?.[3]?.toLowerCase() ?? '']
  if (!written || times === undefined) return null
  const places = written[2] ?? ''
  const scaled = BigInt(written[1]! + places) * times * 100n
  const unit = 10n ** BigInt(places.length)
  const fen = Number(scaled / unit)
  return scaled % unit === 0n && Number.isSafeInteger(fen) ? fen : null
}
