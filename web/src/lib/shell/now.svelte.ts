import { onMount } from 'svelte'

/** The wall clock as a page needs it: by the minute, so that due clocks run without a reload. */
export const minuteClock = (start: number): { readonly now: number } => {
  let now = $state(start)
  onMount(() => {
    now = Date.now()
    const timer = setInterval(() => (now = Date.now()), 30_000)
    return () => clearInterval(timer)
  })
  return {
    get now() {
      return now
    },
  }
}
