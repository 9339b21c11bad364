import { contains, isOrgunit } from '@mingjing/rules/events/orgunit.ts'
import type { Person } from './auth/person.ts'

/** The unit a page is about: the one in the URL when it lies within the person's subtree, else their own. */
export const unitOf = (person: Person, url: URL): string => {
  const wanted = url.searchParams.get('unit')
  return wanted && isOrgunit(wanted) && contains(person.orgunit, wanted) ? wanted : person.orgunit
}
