import Activity from '@lucide/svelte/icons/activity'
import Archive from '@lucide/svelte/icons/archive'
import BookText from '@lucide/svelte/icons/book-text'
import CalendarOff from '@lucide/svelte/icons/calendar-off'
import ChartNoAxesColumn from '@lucide/svelte/icons/chart-no-axes-column'
import FileCheck from '@lucide/svelte/icons/file-check'
import HandCoins from '@lucide/svelte/icons/hand-coins'
import IdCard from '@lucide/svelte/icons/id-card'
import Inbox from '@lucide/svelte/icons/inbox'
import Megaphone from '@lucide/svelte/icons/megaphone'
import Scale from '@lucide/svelte/icons/scale'
import ShieldCheck from '@lucide/svelte/icons/shield-check'
import Stamp from '@lucide/svelte/icons/stamp'
import Store from '@lucide/svelte/icons/store'
import Timer from '@lucide/svelte/icons/timer'
import UserCheck from '@lucide/svelte/icons/user-check'
import Users from '@lucide/svelte/icons/users'
import type { Component } from 'svelte'
import { m } from '#lib/paraglide/messages.js'

export interface Place {
  href:
    | '/issues'
    | '/team'
    | '/timeliness'
    | '/approvers'
    | '/executive'
    | '/rules'
    | '/changes'
    | '/exemptions'
    | '/quality'
    | '/operations'
    | '/marketing'
    | '/post-loan'
    | '/branch'
    | '/consents'
    | '/people'
    | '/audit'
    | '/retention'
  routeId: string
  name: () => string
  icon: Component<{ size?: number; 'aria-hidden'?: boolean | 'true' }>
}

/** Pages that are reached from another and by name from the palette. */
export const further = [
  { href: '/goals', routeId: '/(desk)/goals', name: m.goal_title },
  { href: '/lists', routeId: '/(desk)/lists', name: m.lists_title },
  { href: '/rules/register', routeId: '/(desk)/rules/register', name: m.register_title },
  { href: '/alerts', routeId: '/(desk)/alerts', name: m.alert_title },
  { href: '/account', routeId: '/(desk)/account', name: m.account_title },
] as const

/** The pages of the menu, in its order. */
export const places: readonly Place[] = [
  { href: '/issues', routeId: '/(desk)/issues/(queue)', name: m.nav_queue, icon: Inbox },
  { href: '/team', routeId: '/(desk)/team', name: m.nav_team, icon: Users },
  { href: '/timeliness', routeId: '/(desk)/timeliness', name: m.nav_timeliness, icon: Timer },
  { href: '/approvers', routeId: '/(desk)/approvers', name: m.nav_approvers, icon: UserCheck },
  { href: '/executive', routeId: '/(desk)/executive', name: m.nav_executive, icon: ChartNoAxesColumn },
  { href: '/marketing', routeId: '/(desk)/marketing', name: m.nav_marketing, icon: Megaphone },
  { href: '/post-loan', routeId: '/(desk)/post-loan', name: m.nav_post_loan, icon: HandCoins },
  { href: '/branch', routeId: '/(desk)/branch', name: m.nav_branch, icon: Store },
  { href: '/rules', routeId: '/(desk)/rules', name: m.nav_rules, icon: BookText },
  { href: '/changes', routeId: '/(desk)/changes', name: m.nav_changes, icon: FileCheck },
  { href: '/exemptions', routeId: '/(desk)/exemptions', name: m.nav_exemptions, icon: CalendarOff },
  { href: '/quality', routeId: '/(desk)/quality', name: m.nav_quality, icon: Scale },
  { href: '/consents', routeId: '/(desk)/consents', name: m.nav_consents, icon: Stamp },
  { href: '/people', routeId: '/(desk)/people', name: m.nav_people, icon: IdCard },
  { href: '/operations', routeId: '/(desk)/operations', name: m.nav_operations, icon: Activity },
  { href: '/audit', routeId: '/(desk)/audit', name: m.nav_audit, icon: ShieldCheck },
  { href: '/retention', routeId: '/(desk)/retention', name: m.nav_retention, icon: Archive },
]
