import { m } from '#lib/paraglide/messages.js'

/** A stage of being overdue as people say it. */
export const overdueStage = (stage: string): string =>
  stage === 'M0'
    ? m.postloan_stage_none()
    : stage === 'written-off'
      ? m.postloan_stage_written_off()
      : stage === ''
        ? '–'
        : stage
