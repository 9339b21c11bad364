/** A zip of empty parts, as far as its table of contents goes: enough for what looks at names only. */
export const zipOf = (names: readonly string[], comment = ''): Buffer => {
  const entries = names.map((name) => {
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(26), Buffer.from(name)])
    local.writeUInt16LE(Buffer.byteLength(name), 26)
    return local
  })
  let at = 0
  const directory = names.map((name, i) => {
    const entry = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.alloc(42), Buffer.from(name)])
    entry.writeUInt16LE(Buffer.byteLength(name), 28)
    entry.writeUInt32LE(at, 42)
    at += entries[i]!.length
    return entry
  })
  const end = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18), Buffer.from(comment)])
  end.writeUInt16LE(names.length, 8)
  end.writeUInt16LE(names.length, 10)
  end.writeUInt32LE(
    directory.reduce((sum, entry) => sum + entry.length, 0),
    12,
  )
  end.writeUInt32LE(at, 16)
  end.writeUInt16LE(Buffer.byteLength(comment), 20)
  return Buffer.concat([...entries, ...directory, end])
}
