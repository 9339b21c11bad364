import { decimal } from './number.ts'

/** A file's size as people say it: `980 B`, `12.4 KB`, `3.1 MB`; steps of 1,024. */
export const fileSize = (bytes: number): string => {
  if (bytes < 1024) return `${bytes} B`
  const inKb = bytes / 1024
  return inKb < 1000 ? `${decimal(inKb, 1)} KB` : `${decimal(inKb / 1024, 1)} MB`
}
