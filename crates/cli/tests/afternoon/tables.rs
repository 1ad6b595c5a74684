//! Everything that stands in a database, whatever its tables are.

use rusqlite::types::ValueRef;
use tokio_postgres::NoTls;

/// Every row of every table as text, of a PostgreSQL database.
pub(crate) async fn of_postgres(url: &str) -> Vec<String> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("PostgreSQL");
    tokio::spawn(connection);
    let tables = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'public' ORDER BY tablename";
    let mut rows = Vec::new();
    for table in client.query(tables, &[]).await.expect("tables") {
        let table: String = table.get(0);
        let all = client.query(&format!("SELECT row_to_json(t)::text FROM {table} t"), &[]).await;
        rows.extend(all.expect("rows").iter().map(|row| format!("{table} {}", row.get::<_, String>(0))));
    }
    rows
}

/// The same of an embedded one.
pub(crate) fn of_sqlite(path: &std::path::Path) -> Vec<String> {
    let database = rusqlite::Connection::open(path).expect("a database");
    let list = |sql: &str, read: &dyn Fn(&rusqlite::Row<'_>) -> String| -> Vec<String> {
        let mut statement = database.prepare(sql).expect("a statement");
        statement.query_map([], |row| Ok(read(row))).expect("rows").collect::<Result<_, _>>().expect("rows")
    };
    let mut rows = Vec::new();
    for table in list("SELECT name FROM sqlite_master WHERE type = 'table'", &|row| row.get_unwrap(0)) {
        let columns =
            list(&format!("SELECT name FROM pragma_table_info('{table}')"), &|row| row.get_unwrap(0));
        let whole = |row: &rusqlite::Row<'_>| {
            (0..columns.len()).fold(table.clone(), |line, at| match row.get_ref_unwrap(at) {
                ValueRef::Text(text) => format!("{line} {}", String::from_utf8_lossy(text)),
                other => format!("{line} {other:?}"),
            })
        };
        rows.extend(list(&format!("SELECT * FROM {table}"), &whole));
    }
    rows
}
