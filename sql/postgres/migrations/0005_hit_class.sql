DROP INDEX "attachments_issue";--> statement-breakpoint
DROP INDEX "audit_checks_at";--> statement-breakpoint
ALTER TABLE "issue_hits" ADD COLUMN "class" text;--> statement-breakpoint
CREATE INDEX "issue_hits_came_from" ON "issue_hits" USING btree ("came_from") WHERE "issue_hits"."came_from" is not null;