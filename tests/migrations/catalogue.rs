//! Everything in a database that a migration can make, one line each.

use diesel::PgConnection;

use super::lines;

const TABLES: &str =
    r"c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\_\_diesel\_schema\_migrations%'";

/// The lines, sorted. Not the application's role, which other databases of the cluster share.
pub fn describe(conn: &mut PgConnection) -> Vec<String> {
    let mut all = Vec::new();
    for sql in [
        format!(
            "SELECT format('%s.%s %s %s default %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                    CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END, pg_get_expr(d.adbin, d.adrelid)) AS line
             FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
             WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND {TABLES}"
        ),
        format!(
            "SELECT format('%s: %s %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) AS line
             FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE {TABLES}"
        ),
        format!(
            "SELECT pg_get_indexdef(i.indexrelid) AS line
             FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE {TABLES}"
        ),
        format!(
            "SELECT pg_get_triggerdef(t.oid) AS line
             FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND {TABLES}"
        ),
        format!("SELECT format('%s allows %s', c.relname, c.relacl) AS line FROM pg_class c WHERE {TABLES}"),
        "SELECT pg_get_functiondef(oid) AS line FROM pg_proc WHERE pronamespace = 'public'::regnamespace".to_owned(),
        "SELECT format('type %s', typname) AS line FROM pg_type
         WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd', 'r')"
            .to_owned(),
        "SELECT format('from now on %s', defaclacl) AS line FROM pg_default_acl".to_owned(),
        "SELECT format('extension %s', extname) AS line FROM pg_extension".to_owned(),
    ] {
        all.extend(lines(conn, &sql));
    }
    all.sort();
    all
}
