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
CREATE TABLE "identities" (
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"person_id" text NOT NULL,
	"linked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "identities_issuer_subject_pk" PRIMARY KEY("issuer","subject")
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
ALTER TABLE "issues" ADD COLUMN "actor_risk" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "weigh_at" timestamp (3) with time zone DEFAULT now();--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "standing_in_for" text;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_delegate_people_id_fk" FOREIGN KEY ("delegate") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignment_switches" ADD CONSTRAINT "assignment_switches_orgunit_org_units_id_fk" FOREIGN KEY ("orgunit") REFERENCES "public"."org_units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_profiles" ADD CONSTRAINT "work_profiles_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "absences_person" ON "absences" USING btree ("person_id","ends_at");--> statement-breakpoint
CREATE INDEX "absences_delegate" ON "absences" USING btree ("delegate","ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "identities_person" ON "identities" USING btree ("issuer","person_id");--> statement-breakpoint
CREATE INDEX "issue_hits_came_from" ON "issue_hits" USING btree ("came_from") WHERE "issue_hits"."came_from" is not null;--> statement-breakpoint
CREATE INDEX "issues_weigh" ON "issues" USING btree ("weigh_at") WHERE "issues"."weigh_at" is not null;--> statement-breakpoint
CREATE INDEX "issues_actors" ON "issues" USING gin ("actors");