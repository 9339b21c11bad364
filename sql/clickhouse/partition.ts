/**
 * Rows are numbered by the partition that judged them. Those who judge across partitions are numbered from here on, so
 * that rows which name no topic stay apart; Kafka's own numbers lie far below.
 */
export const firstPlace = 32_768

/** A partition as people read it: `3`, or `across/0` of the first place across partitions. */
export const partitionName = (partition: number): string =>
  partition < firstPlace ? String(partition) : `across/${partition - firstPlace}`
