/** A column of a sorting table: its name and what it is sorted by. */
export interface Column<T> {
  id: string
  name: string
  value: (row: T) => string | number | null
  numeric?: boolean
}
