CREATE TABLE "identities" (
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"person_id" text NOT NULL,
	"linked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "identities_issuer_subject_pk" PRIMARY KEY("issuer","subject")
);
--> statement-breakpoint
DROP INDEX "attachments_issue";--> statement-breakpoint
DROP INDEX "audit_checks_at";--> statement-breakpoint
ALTER TABLE "issue_hits" ADD COLUMN "class" text;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "identities_person" ON "identities" USING btree ("issuer","person_id");--> statement-breakpoint
CREATE INDEX "issue_hits_came_from" ON "issue_hits" USING btree ("came_from") WHERE "issue_hits"."came_from" is not null;