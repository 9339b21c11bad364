import type { Class } from '@mingjing/rules/language/classes.ts'
import type { Severity } from '@mingjing/rules/language/severities.ts'
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { bytes } from './bytes.ts'
import { plainText } from './plain-text.ts'

export { indicatorAlertChecks, indicatorAlerts } from './alert-tables.ts'
export { absences, assignmentSwitches, workProfiles } from './assignment-tables.ts'
export { attachmentParts, attachments } from './attachment-tables.ts'
export { branchMeasures } from './branch-measures-table.ts'
export { changes } from './changes-table.ts'
export { consentEntries, consentHeads } from './consent-table.ts'
export { deliveries, deliveryChannels, deliveryTimes } from './delivery-tables.ts'
export { exemptHits, exemptions } from './exemption-tables.ts'
export { notificationReads, notifications } from './notification-tables.ts'
export { qualityDraws, qualitySamples } from './quality-tables.ts'
export { legalHolds, retentionRuns } from './retention-tables.ts'
export { auditChecks, identities, recoveryCodes, secondFactors, signInSteps, signInTries } from './sign-in-tables.ts'
export { staffChanges } from './staff-changes-table.ts'
export { suspiciousReports } from './suspicious-report-table.ts'

/** The tables of Postgres. Columns of moments are UTC with milliseconds; money is whole fen; ids of people are staff ids. */

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })
const whole = (name: string) => bigint(name, { mode: 'number' })

// --- organisation and people

export type OrgUnitKind = 'head-office' | 'branch' | 'sub-branch' | 'outlet'
export const orgUnits = pgTable('org_units', {
  /** Path id: `hq`, `b03`, `b03-s02`, `b03-s02-o1`. */
  id: text('id').primaryKey(),
  parentId: text('parent_id'),
  kind: text('kind').$type<OrgUnitKind>().notNull(),
  zh: text('zh').notNull(),
  en: text('en').notNull(),
})

export const roles = ['officer', 'lead', 'manager', 'executive', 'rule-owner', 'auditor', 'admin'] as const
export type Role = (typeof roles)[number]
export const people = pgTable(
  'people',
  {
    /** Staff id: the `actor` of events, so that four-eyes by identity works. */
    id: text('id').primaryKey(),
    /** Name typed at sign-in, lower case. */
    login: text('login').notNull().unique(),
    zh: text('zh').notNull(),
    en: text('en').notNull(),
    role: text('role').$type<Role>().notNull(),
    orgunit: text('orgunit')
      .notNull()
      .references(() => orgUnits.id),
    /** argon2id; null cannot sign in by password. */
    passwordHash: text('password_hash'),
    /** When it was given out, of a first password: it opens nothing but the choice of one's own. */
    passwordIssuedAt: moment('password_issued_at'),
    /** Offered as a button on the sign-in page of the demo bank, in this order. */
    persona: integer('persona'),
    active: boolean('active').notNull().default(true),
    locale: text('locale').$type<'zh-CN' | 'en'>().notNull().default('zh-CN'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [index('people_orgunit').on(t.orgunit)],
)

/**
 * What a session was opened by: a button of the demo bank, a password, a password and a second factor, or the bank's own
 * sign-in, by a password alone as far as it says, or by more.
 */
export type SignedInBy = 'persona' | 'password' | 'second-factor' | 'single-sign-on' | 'single-sign-on-strong'
export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of what the cookie holds. */
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    expiresAt: moment('expires_at').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    signedInBy: text('signed_in_by').$type<SignedInBy>().notNull().default('password'),
    /** When it was last used, to the minute. */
    seenAt: moment('seen_at').notNull().defaultNow(),
    /** As the browser called itself when it signed in, and where it came from. */
    userAgent: text('user_agent'),
    address: text('address'),
  },
  (t) => [index('sessions_user').on(t.userId)],
)

/** What a bearer token may do; each is a family of endpoints. */
export const tokenGrants = [
  'events:write',
  'hits:read',
  'issues:read',
  'indicators:read',
  'metrics:read',
  'dead-letters:handle',
  'operations:read',
  'tasks:read',
  'consents:read',
] as const
export type TokenGrant = (typeof tokenGrants)[number]
export const serviceTokens = pgTable('service_tokens', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** SHA-256 of the token, hex. */
  hash: text('hash').notNull().unique(),
  grants: text('grants').array().$type<TokenGrant[]>().notNull(),
  orgunit: text('orgunit')
    .notNull()
    .references(() => orgUnits.id),
  createdBy: text('created_by'),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at'),
  revokedAt: moment('revoked_at'),
  lastUsedAt: moment('last_used_at'),
})

/** Personal values by their token, encrypted. */
export const vault = pgTable('vault', {
  token: text('token').primaryKey(),
  field: text('field').notNull(),
  /** AES-256-GCM: 12 bytes nonce, ciphertext, 16 bytes tag. */
  sealed: bytes('sealed').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
})

// --- rules, goals, settings

export const bundles = pgTable('bundles', {
  hash: text('hash').primaryKey(),
  /** All that decides, as text; `openBundle` reads it. */
  source: text('source').notNull(),
  publishedAt: moment('published_at').notNull().defaultNow(),
  publishedBy: text('published_by'),
})

export const goals = pgTable(
  'goals',
  {
    indicator: text('indicator').notNull(),
    orgunit: text('orgunit').notNull(),
    /** Empty for all products. */
    product: text('product').notNull().default(''),
    /** `2026-11`. */
    month: text('month').notNull(),
    value: whole('value').notNull(),
  },
  (t) => [primaryKey({ columns: [t.indicator, t.orgunit, t.product, t.month] })],
)

export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
})

// --- the worker's ledger

export const plans = pgTable(
  'plans',
  {
    topic: text('topic').notNull(),
    partition: integer('partition').notNull(),
    seq: whole('seq').notNull(),
    fromOffset: whole('from_offset').notNull(),
    toOffset: whole('to_offset').notNull(),
    /** The one sampled clock of the block, epoch milliseconds. */
    clock: whole('clock').notNull(),
    ruleSet: text('rule_set').notNull(),
    /** What the planner had to look up outside its state, e.g. fact keys found beyond the horizon. */
    answers: jsonb('answers').notNull().default(sql`'{}'::jsonb`),
    state: text('state').$type<'planned' | 'done'>().notNull().default('planned'),
    /** Which ownership of the partition planned it: the fence asks before every insert. */
    worker: text('worker'),
    plannedAt: moment('planned_at').notNull().defaultNow(),
    doneAt: moment('done_at'),
  },
  (t) => [primaryKey({ columns: [t.topic, t.partition, t.seq] })],
)

export const snapshots = pgTable(
  'snapshots',
  {
    topic: text('topic').notNull(),
    partition: integer('partition').notNull(),
    /** State after the block of this number. */
    seq: whole('seq').notNull(),
    ruleSet: text('rule_set').notNull(),
    state: bytes('state').notNull(),
    /** SHA-256 of `state`, hex. */
    checksum: text('checksum').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.topic, t.partition, t.seq] })],
)

export const deadLetters = pgTable(
  'dead_letters',
  {
    /** `topic:partition:offset`, or a hash of the text where there was no offset. */
    id: text('id').primaryKey(),
    topic: text('topic').notNull(),
    partition: integer('partition').notNull(),
    offset: whole('offset').notNull(),
    /** Line within a batch, when it came in one. */
    line: integer('line'),
    code: text('code').notNull(),
    field: plainText('field').notNull(),
    reason: plainText('reason').notNull(),
    /** The text as it came, sealed like the vault. */
    sealed: bytes('sealed').notNull(),
    /** The text with every value hidden. */
    masked: plainText('masked').notNull(),
    state: text('state').$type<'open' | 'redriven' | 'discarded'>().notNull().default('open'),
    seenAt: moment('seen_at').notNull(),
    handledAt: moment('handled_at'),
    handledBy: text('handled_by'),
  },
  (t) => [index('dead_letters_state').on(t.state, t.seenAt), index('dead_letters_seen').on(t.seenAt)],
)

/** What was not judged as it should have been, and why: late events, stopped rules. */
export const gaps = pgTable(
  'gaps',
  {
    /** Deterministic, so that a block done twice enters it once. */
    id: text('id').primaryKey(),
    kind: text('kind').$type<'late' | 'stopped-rule'>().notNull(),
    topic: text('topic').notNull(),
    partition: integer('partition').notNull(),
    seq: whole('seq').notNull(),
    ruleSet: text('rule_set').notNull(),
    source: text('source'),
    eventId: text('event_id'),
    type: text('type'),
    subject: text('subject'),
    orgunit: text('orgunit'),
    eventTime: moment('event_time'),
    /** How late it was, ms behind the watermark. */
    behindMs: whole('behind_ms'),
    seenAt: moment('seen_at').notNull(),
    /** When a re-check judged it after all. */
    recheckedAt: moment('rechecked_at'),
    /** Of a stopped rule: it judged nothing from the event named here on, for as long as it has this version. */
    ruleId: text('rule_id'),
    ruleVersion: integer('rule_version'),
    budget: text('budget').$type<'held' | 'steps'>(),
    /** Of a stopped rule: event time up to which SQL has judged in its place. */
    recheckedUntil: moment('rechecked_until'),
  },
  (t) => [index('gaps_open').on(t.recheckedAt, t.seenAt)],
)

// --- issues

export type IssueState =
  | 'open'
  | 'assigned'
  | 'confirmed'
  | 'dismissed'
  | 'rectification-ordered'
  | 'answered'
  | 'verified'
  | 'closed'
  | 'merged'
  /** May stay as it is until an exemption ends: sql/exemptions. */
  | 'exempted'
/** Where an issue opened by hand came from. */
export const handSources = ['inspection', 'complaint', 'other'] as const
export type HandSource = (typeof handSources)[number]
export type IssueClass = Class
export type IssueSeverity = Severity

export const issues = pgTable(
  'issues',
  {
    /** `i_` + hash of key and episode: the same hits give the same id. */
    id: text('id').primaryKey(),
    /** Subject and rule group; see sql/issues/key.ts. */
    key: text('key').notNull(),
    /** 1 for the first; one more each time the earlier one was over. */
    episode: integer('episode').notNull(),
    origin: text('origin').$type<'rule' | 'person'>().notNull().default('rule'),
    subject: text('subject').notNull(),
    ruleGroup: text('rule_group').notNull(),
    stage: text('stage').notNull(),
    class: text('class').$type<IssueClass>().notNull().default('operational'),
    severity: text('severity').$type<IssueSeverity>().notNull(),
    state: text('state').$type<IssueState>().notNull().default('open'),
    orgunit: text('orgunit').notNull(),
    product: text('product'),
    channel: text('channel'),
    /** Staff the evidence is about: who acted in the events that hit. They may not verify or close. */
    actors: text('actors').array().notNull().default(sql`'{}'::text[]`),
    /** Partner institutions in its evidence. */
    partners: text('partners').array().notNull().default(sql`'{}'::text[]`),
    ruleIds: text('rule_ids').array().notNull().default(sql`'{}'::text[]`),
    titleZh: text('title_zh').notNull(),
    titleEn: text('title_en').notNull(),
    /** Largest amount of its standing hits, fen. */
    amount: whole('amount'),
    /** Standing hits; withdrawn ones are not counted. */
    hits: integer('hits').notNull().default(0),
    withdrawn: integer('withdrawn').notNull().default(0),
    firstHitAt: moment('first_hit_at').notNull(),
    lastHitAt: moment('last_hit_at').notNull(),
    openedAt: moment('opened_at').notNull(),
    /** When it entered its present state. */
    stateAt: moment('state_at').notNull(),
    /** End of the working-time limit of the present state; null when it is over. */
    dueAt: moment('due_at'),
    /** 0 … 100, higher first; see sql/issues/priority.ts. */
    priority: integer('priority').notNull(),
    /** Other issues about the same staff that proved founded, when it was weighed last; see sql/issues/actor-risk.ts. */
    actorRisk: integer('actor_risk').notNull().default(0),
    /** When the priority is to be weighed anew; null once it is over. */
    weighAt: moment('weigh_at').defaultNow(),
    assignee: text('assignee').references(() => people.id),
    confirmedBy: text('confirmed_by'),
    orderedBy: text('ordered_by'),
    /** Who has to answer the rectification order. */
    answerer: text('answerer').references(() => people.id),
    answeredBy: text('answered_by'),
    verifiedBy: text('verified_by'),
    closedBy: text('closed_by'),
    dismissReason: text('dismiss_reason'),
    order: text('order_text'),
    answer: text('answer_text'),
    /** Whether the last answer came within the limit of its order; null before one. */
    answeredInTime: boolean('answered_in_time'),
    accountability: text('accountability'),
    /** Loss recovered, fen, stated at closing. */
    recovered: whole('recovered'),
    snoozedUntil: moment('snoozed_until'),
    /** 0 not escalated; each escalation one level up. */
    escalated: integer('escalated').notNull().default(0),
    closedAt: moment('closed_at'),
    /** Grows by one with every action: a stale page is refused. */
    version: integer('version').notNull().default(1),
    /** Of an issue opened by hand; null of one that hits opened. */
    source: text('source').$type<HandSource>(),
    /** What the person who opened it by hand wrote. */
    account: text('account'),
    /** The confirmed issue of the same rule group this one repeats; see sql/issues/repeat.ts. */
    repeatOf: text('repeat_of'),
    /** The issue this one was merged into; set while its state is `merged`. */
    mergedInto: text('merged_into'),
    /** Who confirmed issues that were merged into this one, or the one this was split from: they may not close it either. */
    alsoConfirmedBy: text('also_confirmed_by').array().notNull().default(sql`'{}'::text[]`),
    /** Who answered orders on them: they may not verify or close it either. */
    alsoAnsweredBy: text('also_answered_by').array().notNull().default(sql`'{}'::text[]`),
  },
  (t) => [
    uniqueIndex('issues_key_episode').on(t.key, t.episode),
    index('issues_queue').on(t.state, t.priority, t.id),
    index('issues_priority').on(t.priority, t.id),
    index('issues_due').on(t.dueAt, t.id),
    index('issues_weigh').on(t.weighAt).where(sql`${t.weighAt} is not null`),
    index('issues_actors').using('gin', t.actors),
    index('issues_opened').on(t.openedAt, t.id),
    index('issues_subject').on(t.subject),
    index('issues_rule_group').on(t.ruleGroup),
    index('issues_orgunit').on(t.orgunit),
    index('issues_assignee').on(t.assignee, t.state),
    // Few sleep at a time; every list counts them.
    index('issues_asleep').on(t.snoozedUntil).where(sql`${t.snoozedUntil} is not null`),
    index('issues_merged').on(t.mergedInto).where(sql`${t.mergedInto} is not null`),
  ],
)

/** A copy of an event, kept with the issue so that it outlives the retention of `events`. */
export interface EvidenceEvent {
  source: string
  id: string
  type: string
  /** Epoch milliseconds. */
  time: number
  subject: string
  orgunit: string
  data: Record<string, unknown>
}

export const issueHits = pgTable(
  'issue_hits',
  {
    hitId: text('hit_id').primaryKey(),
    issueId: text('issue_id')
      .notNull()
      .references(() => issues.id),
    ruleId: text('rule_id').notNull(),
    ruleVersion: integer('rule_version').notNull(),
    ruleSet: text('rule_set').notNull(),
    key: text('key').notNull(),
    step: text('step').notNull(),
    severity: text('severity').$type<IssueSeverity>().notNull(),
    at: moment('at').notNull(),
    triggerId: text('trigger_id').notNull(),
    /** `source#id`, ordered by time. */
    evidence: jsonb('evidence').$type<string[]>().notNull(),
    copies: jsonb('copies').$type<EvidenceEvent[]>().notNull(),
    amount: whole('amount'),
    values: jsonb('values').$type<Record<string, unknown>>().notNull(),
    actor: text('actor'),
    /** Null on hits from before it was kept. */
    class: text('class').$type<IssueClass>(),
    seenAt: moment('seen_at').notNull(),
    withdrawnAt: moment('withdrawn_at'),
    /** The merged issue it stood in, or would have joined; it goes back there when the merge is taken back. */
    cameFrom: text('came_from'),
  },
  (t) => [
    index('issue_hits_issue').on(t.issueId),
    index('issue_hits_rule').on(t.ruleId, t.at),
    index('issue_hits_came_from').on(t.cameFrom).where(sql`${t.cameFrom} is not null`),
  ],
)

/**
 * Everything a person (or the worker) did, append-only, each row holding the hash of the one before. Rows without an
 * issue are other actions that must be on record: reveals, sign-ins, changes of rules, people and goals.
 */
export const issueActions = pgTable(
  'issue_actions',
  {
    seq: whole('seq').primaryKey(),
    at: moment('at').notNull(),
    /** Staff id, or `system`. Whom the person stood in for is `detail.standingInFor`. */
    personId: text('person_id').notNull(),
    issueId: text('issue_id').references(() => issues.id),
    kind: text('kind').notNull(),
    fromState: text('from_state').$type<IssueState>(),
    toState: text('to_state').$type<IssueState>(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
    previous: text('previous').notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [index('issue_actions_issue').on(t.issueId, t.seq), index('issue_actions_person').on(t.personId, t.at)],
)

// --- what people keep and are told

/** Names for queries of a page, of one person. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: text('id').primaryKey(),
    personId: text('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    page: text('page').notNull(),
    name: text('name').notNull(),
    /** The query part of the URL: the whole state of the page. */
    query: text('query').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** The unit whose people, and those of the units below it, see it too; null keeps it to its owner. */
    sharedWith: text('shared_with'),
  },
  (t) => [
    uniqueIndex('saved_views_name').on(t.personId, t.page, t.name),
    index('saved_views_shared').on(t.page, t.sharedWith),
  ],
)
