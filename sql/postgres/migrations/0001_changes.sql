CREATE TABLE "changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"change" jsonb NOT NULL,
	"before" jsonb,
	"base" text NOT NULL,
	"target" text NOT NULL,
	"orgunit" text NOT NULL,
	"state" text DEFAULT 'proposed' NOT NULL,
	"reason" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"note" text,
	"bundle" text,
	CONSTRAINT "changes_four_eyes" CHECK ("changes"."state" not in ('approved', 'rejected') or ("changes"."decided_by" is not null and "changes"."decided_by" <> "changes"."proposed_by"))
);
--> statement-breakpoint
CREATE INDEX "changes_state" ON "changes" USING btree ("state","proposed_at");--> statement-breakpoint
CREATE INDEX "changes_target" ON "changes" USING btree ("target","state");