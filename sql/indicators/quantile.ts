/**
 * SQL of an exact quantile by nearest rank (the smallest value with at least `level` of the cases at or below it) from
 * a map of whole seconds to cases, null when there are none. Corrections may leave seconds with no case; they do no harm.
 * @param map an aggregate that yields `(seconds, cases)`, seconds ascending, such as `sumMap(since_start)`
 */
export const quantileOfMap = (map: string, level: number): string =>
  `if(arraySum((${map}).2) <= 0, NULL,
      (${map}).1[arrayFirstIndex(reached -> reached >= ceil(${level} * arraySum((${map}).2)), arrayCumSum((${map}).2))])`
