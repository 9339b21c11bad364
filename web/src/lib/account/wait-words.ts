import { m } from '#lib/paraglide/messages.js'

/** Until when somebody has to wait before the next try, in words. */
export const waitWords = (seconds: number): string =>
  seconds < 90 ? m.sign_in_wait_seconds({ count: seconds }) : m.sign_in_wait({ count: Math.ceil(seconds / 60) })
