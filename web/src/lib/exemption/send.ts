import { type Sent, sendWish } from '#lib/shell/post.ts'

export const sendRequest = (body: object): Promise<Sent> => sendWish('/api/exemptions', body)
export const sendStep = (id: number, step: string, note: string): Promise<Sent> =>
  sendWish(`/api/exemptions/${id}`, { step, note })
