/** A zone file without transitions, as zic writes one for a zone that only has a rule. `seconds`: how far it is from UTC where the rule says nothing. */
export function ruleOnly(rule: string, seconds = 0): Uint8Array {
  const header = (types: number): Buffer => {
    const bytes = Buffer.alloc(44)
    bytes.write('TZif2')
    bytes.writeUInt32BE(types, 36)
    bytes.writeUInt32BE(types * 4, 40)
    return bytes
  }
  const type = Buffer.alloc(10)
  type.writeInt32BE(seconds)
  type.write('ABC', 6)
  return Buffer.concat([header(1), type, header(1), type, Buffer.from(`\n${rule}\n`)])
}
