import type { Role } from '@mingjing/sql/postgres/schema.ts'
import { redirect } from '@sveltejs/kit'
import { allowed } from '#lib/server/guard/allowed.ts'
import type { PageServerLoad } from './$types'

const start: Record<Role, string> = {
  officer: '/issues',
  lead: '/issues',
  manager: '/timeliness',
  executive: '/executive',
  'rule-owner': '/rules',
  auditor: '/issues',
  admin: '/operations',
}

/** Everyone begins where their work is. */
export const load: PageServerLoad = ({ locals }) => redirect(303, start[allowed(locals).role])
