CREATE TABLE "bundles" (
	"hash" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"published_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"published_by" text
);
--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"id" text PRIMARY KEY NOT NULL,
	"topic" text NOT NULL,
	"partition" integer NOT NULL,
	"offset" bigint NOT NULL,
	"line" integer,
	"code" text NOT NULL,
	"field" text NOT NULL,
	"reason" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"masked" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"handled_at" timestamp (3) with time zone,
	"handled_by" text
);
--> statement-breakpoint
CREATE TABLE "gaps" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"topic" text NOT NULL,
	"partition" integer NOT NULL,
	"seq" bigint NOT NULL,
	"rule_set" text NOT NULL,
	"source" text,
	"event_id" text,
	"type" text,
	"subject" text,
	"orgunit" text,
	"event_time" timestamp (3) with time zone,
	"behind_ms" bigint,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"rechecked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "goals" (
	"indicator" text NOT NULL,
	"orgunit" text NOT NULL,
	"product" text DEFAULT '' NOT NULL,
	"month" text NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "goals_indicator_orgunit_product_month_pk" PRIMARY KEY("indicator","orgunit","product","month")
);
--> statement-breakpoint
CREATE TABLE "issue_actions" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"person_id" text NOT NULL,
	"issue_id" text,
	"kind" text NOT NULL,
	"from_state" text,
	"to_state" text,
	"detail" jsonb NOT NULL,
	"previous" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "issue_hits" (
	"hit_id" text PRIMARY KEY NOT NULL,
	"issue_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"rule_version" integer NOT NULL,
	"rule_set" text NOT NULL,
	"key" text NOT NULL,
	"step" text NOT NULL,
	"severity" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"trigger_id" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"copies" jsonb NOT NULL,
	"amount" bigint,
	"values" jsonb NOT NULL,
	"actor" text,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "issues" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"episode" integer NOT NULL,
	"origin" text DEFAULT 'rule' NOT NULL,
	"subject" text NOT NULL,
	"rule_group" text NOT NULL,
	"stage" text NOT NULL,
	"class" text DEFAULT 'operational' NOT NULL,
	"severity" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"orgunit" text NOT NULL,
	"product" text,
	"channel" text,
	"actors" text[] DEFAULT '{}'::text[] NOT NULL,
	"rule_ids" text[] DEFAULT '{}'::text[] NOT NULL,
	"title_zh" text NOT NULL,
	"title_en" text NOT NULL,
	"amount" bigint,
	"hits" integer DEFAULT 0 NOT NULL,
	"withdrawn" integer DEFAULT 0 NOT NULL,
	"first_hit_at" timestamp (3) with time zone NOT NULL,
	"last_hit_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"state_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"priority" integer NOT NULL,
	"assignee" text,
	"confirmed_by" text,
	"ordered_by" text,
	"answerer" text,
	"answered_by" text,
	"verified_by" text,
	"closed_by" text,
	"dismiss_reason" text,
	"order_text" text,
	"answer_text" text,
	"accountability" text,
	"recovered" bigint,
	"snoozed_until" timestamp (3) with time zone,
	"escalated" integer DEFAULT 0 NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text,
	"orgunit" text NOT NULL,
	"kind" text NOT NULL,
	"issue_id" text,
	"rule_id" text,
	"subject" text,
	"title_zh" text NOT NULL,
	"title_en" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "org_units" (
	"id" text PRIMARY KEY NOT NULL,
	"parent_id" text,
	"kind" text NOT NULL,
	"zh" text NOT NULL,
	"en" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"login" text NOT NULL,
	"zh" text NOT NULL,
	"en" text NOT NULL,
	"role" text NOT NULL,
	"orgunit" text NOT NULL,
	"password_hash" text,
	"persona" integer,
	"active" boolean DEFAULT true NOT NULL,
	"locale" text DEFAULT 'zh-CN' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "people_login_unique" UNIQUE("login")
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"topic" text NOT NULL,
	"partition" integer NOT NULL,
	"seq" bigint NOT NULL,
	"from_offset" bigint NOT NULL,
	"to_offset" bigint NOT NULL,
	"clock" bigint NOT NULL,
	"rule_set" text NOT NULL,
	"answers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	"worker" text,
	"planned_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "plans_topic_partition_seq_pk" PRIMARY KEY("topic","partition","seq")
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"page" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "service_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"grants" text[] NOT NULL,
	"orgunit" text NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "service_tokens_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "snapshots" (
	"topic" text NOT NULL,
	"partition" integer NOT NULL,
	"seq" bigint NOT NULL,
	"rule_set" text NOT NULL,
	"state" "bytea" NOT NULL,
	"checksum" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "snapshots_topic_partition_seq_pk" PRIMARY KEY("topic","partition","seq")
);
--> statement-breakpoint
CREATE TABLE "vault" (
	"token" text PRIMARY KEY NOT NULL,
	"field" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "issue_actions" ADD CONSTRAINT "issue_actions_issue_id_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."issues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issue_hits" ADD CONSTRAINT "issue_hits_issue_id_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."issues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issues" ADD CONSTRAINT "issues_assignee_people_id_fk" FOREIGN KEY ("assignee") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issues" ADD CONSTRAINT "issues_answerer_people_id_fk" FOREIGN KEY ("answerer") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_orgunit_org_units_id_fk" FOREIGN KEY ("orgunit") REFERENCES "public"."org_units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_tokens" ADD CONSTRAINT "service_tokens_orgunit_org_units_id_fk" FOREIGN KEY ("orgunit") REFERENCES "public"."org_units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_people_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dead_letters_state" ON "dead_letters" USING btree ("state","seen_at");--> statement-breakpoint
CREATE INDEX "dead_letters_seen" ON "dead_letters" USING btree ("seen_at");--> statement-breakpoint
CREATE INDEX "gaps_open" ON "gaps" USING btree ("rechecked_at","seen_at");--> statement-breakpoint
CREATE INDEX "issue_actions_issue" ON "issue_actions" USING btree ("issue_id","seq");--> statement-breakpoint
CREATE INDEX "issue_actions_person" ON "issue_actions" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "issue_hits_issue" ON "issue_hits" USING btree ("issue_id");--> statement-breakpoint
CREATE INDEX "issue_hits_rule" ON "issue_hits" USING btree ("rule_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "issues_key_episode" ON "issues" USING btree ("key","episode");--> statement-breakpoint
CREATE INDEX "issues_queue" ON "issues" USING btree ("state","priority","id");--> statement-breakpoint
CREATE INDEX "issues_priority" ON "issues" USING btree ("priority","id");--> statement-breakpoint
CREATE INDEX "issues_due" ON "issues" USING btree ("due_at","id");--> statement-breakpoint
CREATE INDEX "issues_opened" ON "issues" USING btree ("opened_at","id");--> statement-breakpoint
CREATE INDEX "issues_subject" ON "issues" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "issues_orgunit" ON "issues" USING btree ("orgunit");--> statement-breakpoint
CREATE INDEX "issues_assignee" ON "issues" USING btree ("assignee","state");--> statement-breakpoint
CREATE INDEX "notifications_person" ON "notifications" USING btree ("person_id","read_at","created_at");--> statement-breakpoint
CREATE INDEX "notifications_kind" ON "notifications" USING btree ("kind","created_at");--> statement-breakpoint
CREATE INDEX "people_orgunit" ON "people" USING btree ("orgunit");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");