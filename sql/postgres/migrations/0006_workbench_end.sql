CREATE TABLE "indicator_alert_checks" (
	"alert_id" bigint NOT NULL,
	"period" text NOT NULL,
	"outcome" text NOT NULL,
	"value" double precision,
	"against" double precision,
	"checked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "indicator_alert_checks_alert_id_period_pk" PRIMARY KEY("alert_id","period")
);
--> statement-breakpoint
CREATE TABLE "indicator_alerts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "indicator_alerts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" text NOT NULL,
	"indicator" text NOT NULL,
	"orgunit" text NOT NULL,
	"condition" text NOT NULL,
	"bound" double precision NOT NULL,
	"grain" text NOT NULL,
	"judged" text,
	"crossed_at" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "indicator_alerts_grain" CHECK ("indicator_alerts"."grain" in ('day', 'week', 'month'))
);
--> statement-breakpoint
CREATE TABLE "staff_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "staff_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" text NOT NULL,
	"wish" jsonb NOT NULL,
	"before" jsonb,
	"orgunit" text NOT NULL,
	"state" text DEFAULT 'proposed' NOT NULL,
	"reason" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"note" text,
	CONSTRAINT "staff_changes_four_eyes" CHECK ("staff_changes"."state" not in ('approved', 'rejected') or ("staff_changes"."decided_by" is not null
        and "staff_changes"."decided_by" <> "staff_changes"."proposed_by" and "staff_changes"."decided_by" <> "staff_changes"."person_id" and "staff_changes"."proposed_by" <> "staff_changes"."person_id"))
);
--> statement-breakpoint
ALTER TABLE "audit_checks" ADD COLUMN "consents" jsonb;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "password_issued_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "indicator_alert_checks" ADD CONSTRAINT "indicator_alert_checks_alert_id_indicator_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."indicator_alerts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "indicator_alerts" ADD CONSTRAINT "indicator_alerts_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "indicator_alerts_person" ON "indicator_alerts" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "indicator_alerts_due" ON "indicator_alerts" USING btree ("grain","judged");--> statement-breakpoint
CREATE INDEX "staff_changes_state" ON "staff_changes" USING btree ("state","proposed_at");--> statement-breakpoint
CREATE INDEX "staff_changes_person" ON "staff_changes" USING btree ("person_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_changes_waiting" ON "staff_changes" USING btree ("person_id") WHERE "staff_changes"."state" = 'proposed';