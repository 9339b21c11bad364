CREATE TABLE "absences" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "absences_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"delegate" text,
	"delegation" text,
	"decided_by" text,
	"entered_by" text NOT NULL,
	"entered_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "absences_period" CHECK ("absences"."starts_at" < "absences"."ends_at"),
	CONSTRAINT "absences_other" CHECK ("absences"."delegate" <> "absences"."person_id")
);
--> statement-breakpoint
CREATE TABLE "assignment_switches" (
	"orgunit" text PRIMARY KEY NOT NULL,
	"automatic" boolean NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consent_entries" (
	"position" bigint PRIMARY KEY NOT NULL,
	"ref" text NOT NULL,
	"topic" text NOT NULL,
	"partition" integer NOT NULL,
	"offset" bigint NOT NULL,
	"digest" text NOT NULL,
	"previous" text NOT NULL,
	"hash" text NOT NULL,
	"fills" text[] NOT NULL,
	CONSTRAINT "consent_entries_ref_unique" UNIQUE("ref")
);
--> statement-breakpoint
CREATE TABLE "consent_heads" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"head" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "exempt_hits" (
	"hit_id" text PRIMARY KEY NOT NULL,
	"exemption_id" bigint NOT NULL,
	"rule_id" text NOT NULL,
	"subject" text NOT NULL,
	"orgunit" text NOT NULL,
	"actor" text,
	"amount" bigint,
	"at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"hit" jsonb NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"released_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "exemptions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "exemptions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"rules" text[] NOT NULL,
	"value" text DEFAULT '' NOT NULL,
	"orgunit" text NOT NULL,
	"class" text NOT NULL,
	"issue_id" text,
	"keys" text[] DEFAULT '{}'::text[] NOT NULL,
	"concerned" text[] DEFAULT '{}'::text[] NOT NULL,
	"reason" text NOT NULL,
	"evidence" text NOT NULL,
	"state" text DEFAULT 'proposed' NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"note" text,
	"since" timestamp (3) with time zone,
	"until" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text,
	"end_reason" text,
	"taken_back" boolean DEFAULT false NOT NULL,
	CONSTRAINT "exemptions_four_eyes" CHECK ("exemptions"."state" not in ('approved', 'refused', 'ended') or ("exemptions"."decided_by" is not null and "exemptions"."decided_by" <> "exemptions"."proposed_by")),
	CONSTRAINT "exemptions_since" CHECK ("exemptions"."state" not in ('approved', 'ended') or "exemptions"."since" is not null)
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"person_id" text NOT NULL,
	"linked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "identities_issuer_subject_pk" PRIMARY KEY("issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "quality_draws" (
	"period" text PRIMARY KEY NOT NULL,
	"drawn_at" timestamp (3) with time zone NOT NULL,
	"shares" jsonb NOT NULL,
	"decisions" integer NOT NULL,
	"drawn" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quality_samples" (
	"id" text PRIMARY KEY NOT NULL,
	"period" text NOT NULL,
	"issue_id" text NOT NULL,
	"stratum" text NOT NULL,
	"rule_ids" text[] NOT NULL,
	"orgunit" text NOT NULL,
	"class" text NOT NULL,
	"severity" text NOT NULL,
	"first_by" text NOT NULL,
	"first" text NOT NULL,
	"drawn_for" text NOT NULL,
	"reviewer" text,
	"second" text,
	"second_by" text,
	"second_at" timestamp (3) with time zone,
	"reason" text,
	"reopened_by" text,
	"reopened_at" timestamp (3) with time zone,
	CONSTRAINT "quality_samples_four_eyes" CHECK ("quality_samples"."second_by" is null or "quality_samples"."second_by" <> "quality_samples"."first_by")
);
--> statement-breakpoint
CREATE TABLE "suspicious_reports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "suspicious_reports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"issue_id" text NOT NULL,
	"state" text DEFAULT 'drafted' NOT NULL,
	"urgency" text NOT NULL,
	"suspicion" text NOT NULL,
	"grounds" text NOT NULL,
	"measures" text NOT NULL,
	"conclusion" text NOT NULL,
	"drafted_by" text NOT NULL,
	"drafted_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"note" text,
	"file_name" text,
	"content" text,
	"sha256" text,
	"bytes" integer,
	CONSTRAINT "suspicious_reports_four_eyes" CHECK ("suspicious_reports"."state" not in ('handed-over', 'returned') or ("suspicious_reports"."decided_by" is not null and "suspicious_reports"."decided_by" <> "suspicious_reports"."drafted_by")),
	CONSTRAINT "suspicious_reports_file" CHECK (("suspicious_reports"."state" = 'handed-over') = ("suspicious_reports"."content" is not null and "suspicious_reports"."sha256" is not null))
);
--> statement-breakpoint
CREATE TABLE "work_profiles" (
	"person_id" text PRIMARY KEY NOT NULL,
	"stages" text[],
	"classes" text[],
	"capacity" integer NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "work_profiles_capacity" CHECK ("work_profiles"."capacity" >= 0)
);
--> statement-breakpoint
DROP INDEX "attachments_issue";--> statement-breakpoint
DROP INDEX "audit_checks_at";--> statement-breakpoint
ALTER TABLE "issue_hits" ADD COLUMN "class" text;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "partners" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "actor_risk" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "weigh_at" timestamp (3) with time zone DEFAULT now();--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "answered_in_time" boolean;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "repeat_of" text;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "standing_in_for" text;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_delegate_people_id_fk" FOREIGN KEY ("delegate") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignment_switches" ADD CONSTRAINT "assignment_switches_orgunit_org_units_id_fk" FOREIGN KEY ("orgunit") REFERENCES "public"."org_units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exempt_hits" ADD CONSTRAINT "exempt_hits_exemption_id_exemptions_id_fk" FOREIGN KEY ("exemption_id") REFERENCES "public"."exemptions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exemptions" ADD CONSTRAINT "exemptions_issue_id_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."issues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality_samples" ADD CONSTRAINT "quality_samples_period_quality_draws_period_fk" FOREIGN KEY ("period") REFERENCES "public"."quality_draws"("period") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality_samples" ADD CONSTRAINT "quality_samples_issue_id_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."issues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspicious_reports" ADD CONSTRAINT "suspicious_reports_issue_id_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."issues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_profiles" ADD CONSTRAINT "work_profiles_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "absences_person" ON "absences" USING btree ("person_id","ends_at");--> statement-breakpoint
CREATE INDEX "absences_delegate" ON "absences" USING btree ("delegate","ends_at");--> statement-breakpoint
CREATE INDEX "exempt_hits_exemption" ON "exempt_hits" USING btree ("exemption_id","at");--> statement-breakpoint
CREATE INDEX "exempt_hits_rule" ON "exempt_hits" USING btree ("rule_id","at");--> statement-breakpoint
CREATE INDEX "exemptions_state" ON "exemptions" USING btree ("state","until");--> statement-breakpoint
CREATE INDEX "exemptions_issue" ON "exemptions" USING btree ("issue_id");--> statement-breakpoint
CREATE UNIQUE INDEX "identities_person" ON "identities" USING btree ("issuer","person_id");--> statement-breakpoint
CREATE INDEX "quality_samples_reviewer" ON "quality_samples" USING btree ("reviewer","second_at");--> statement-breakpoint
CREATE INDEX "quality_samples_issue" ON "quality_samples" USING btree ("issue_id");--> statement-breakpoint
CREATE INDEX "quality_samples_period" ON "quality_samples" USING btree ("period");--> statement-breakpoint
CREATE INDEX "suspicious_reports_issue" ON "suspicious_reports" USING btree ("issue_id");--> statement-breakpoint
CREATE UNIQUE INDEX "suspicious_reports_open" ON "suspicious_reports" USING btree ("issue_id") WHERE "suspicious_reports"."state" = 'drafted';--> statement-breakpoint
CREATE INDEX "issue_hits_came_from" ON "issue_hits" USING btree ("came_from") WHERE "issue_hits"."came_from" is not null;--> statement-breakpoint
CREATE INDEX "issues_weigh" ON "issues" USING btree ("weigh_at") WHERE "issues"."weigh_at" is not null;--> statement-breakpoint
CREATE INDEX "issues_actors" ON "issues" USING gin ("actors");--> statement-breakpoint
CREATE INDEX "issues_rule_group" ON "issues" USING btree ("rule_group");