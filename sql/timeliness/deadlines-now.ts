const newest =
  "(d.seq, d.at, indexOf(['open', 'reminded', 'paused', 'breached', 'restarted', 'met'], toString(d.state)))"

/**
 * How every deadline stands, one row each, as a sub-query: its newest change tells; changes of one block and moment go
 * by how far they lead. The due time is the latest: pauses only put it off. `settled_at` is when it was met or ran out, `in_time` whether it was met by then.
 */
export const deadlinesNow = `(
  SELECT *, if(state = 'met', least(changed_at, due_at), due_at) AS settled_at,
         state = 'met' AND changed_at <= due_at AS in_time
  FROM (
    SELECT d.rule_id AS rule_id, d.key AS key, d.trigger_id AS trigger_id, any(d.subject) AS subject,
           any(d.orgunit) AS orgunit, ifNull(toString(any(d.product)), '') AS product, any(d.actor) AS actor,
           any(d.opened_at) AS opened_at, max(d.due_at) AS due_at,
           argMax(d.state, ${newest}) AS state, argMax(d.at, ${newest}) AS changed_at
    FROM deadlines AS d GROUP BY d.rule_id, d.key, d.trigger_id))`
