import { wordFor } from '#lib/words/named.ts'

/** A type of event about consents in words. */
export const typeName = (type: string): string => wordFor('consents_type', type.replaceAll('.', '-'))
