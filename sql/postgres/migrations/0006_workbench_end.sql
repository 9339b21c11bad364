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
ALTER TABLE "people" ADD COLUMN "password_issued_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "staff_changes_state" ON "staff_changes" USING btree ("state","proposed_at");--> statement-breakpoint
CREATE INDEX "staff_changes_person" ON "staff_changes" USING btree ("person_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_changes_waiting" ON "staff_changes" USING btree ("person_id") WHERE "staff_changes"."state" = 'proposed';