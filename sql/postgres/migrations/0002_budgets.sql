ALTER TABLE "gaps" ADD COLUMN "rule_id" text;--> statement-breakpoint
ALTER TABLE "gaps" ADD COLUMN "rule_version" integer;--> statement-breakpoint
ALTER TABLE "gaps" ADD COLUMN "budget" text;