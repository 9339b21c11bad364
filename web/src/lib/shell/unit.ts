/** A unit of the organisation as the pages carry it. */
export interface Unit {
  id: string
  parentId: string | null
  zh: string
  en: string
}
