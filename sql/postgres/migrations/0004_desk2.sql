CREATE TABLE "attachment_parts" (
	"attachment_id" text NOT NULL,
	"part" integer NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "attachment_parts_attachment_id_part_pk" PRIMARY KEY("attachment_id","part")
);
--> statement-breakpoint
CREATE TABLE "attachments" (
	"id" text PRIMARY KEY NOT NULL,
	"issue_id" text NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"bytes" integer NOT NULL,
	"sha256" text NOT NULL,
	"purpose" text NOT NULL,
	"added_by" text NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "issue_hits" ADD COLUMN "came_from" text;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "account" text;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "merged_into" text;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "also_confirmed_by" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "also_answered_by" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "attachment_parts" ADD CONSTRAINT "attachment_parts_attachment_id_attachments_id_fk" FOREIGN KEY ("attachment_id") REFERENCES "public"."attachments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_issue_id_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."issues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_added_by_people_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "attachments_content" ON "attachments" USING btree ("issue_id","sha256");--> statement-breakpoint
CREATE INDEX "attachments_issue" ON "attachments" USING btree ("issue_id");--> statement-breakpoint
CREATE INDEX "issues_merged" ON "issues" USING btree ("merged_into") WHERE "issues"."merged_into" is not null;