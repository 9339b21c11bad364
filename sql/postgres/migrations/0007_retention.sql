CREATE TABLE "legal_holds" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "legal_holds_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"orgunit" text NOT NULL,
	"reason" text NOT NULL,
	"reference" text NOT NULL,
	"placed_by" text NOT NULL,
	"placed_at" timestamp (3) with time zone NOT NULL,
	"lifted_by" text,
	"lifted_at" timestamp (3) with time zone,
	"lift_reason" text,
	CONSTRAINT "legal_holds_four_eyes" CHECK (("legal_holds"."lifted_at" is null) = ("legal_holds"."lifted_by" is null) and ("legal_holds"."lifted_by" is null or "legal_holds"."lifted_by" <> "legal_holds"."placed_by"))
);
--> statement-breakpoint
CREATE TABLE "retention_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "retention_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"month" text,
	"cutoff" timestamp (3) with time zone NOT NULL,
	"reach" jsonb NOT NULL,
	"planned" jsonb NOT NULL,
	"erased" jsonb NOT NULL,
	"rows" bigint DEFAULT 0 NOT NULL,
	"held" bigint DEFAULT 0 NOT NULL,
	"planned_at" timestamp (3) with time zone NOT NULL,
	"done_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "legal_holds_standing" ON "legal_holds" USING btree ("kind","value") WHERE "legal_holds"."lifted_at" is null;--> statement-breakpoint
CREATE INDEX "retention_runs_kind" ON "retention_runs" USING btree ("kind","id");--> statement-breakpoint
CREATE INDEX "retention_runs_state" ON "retention_runs" USING btree ("state");