#include "framework/store/tables/result_views.h"

#include <string>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/core/catalogue/metrics.h"

namespace xil {
namespace {

constexpr const char* kMetricsTable =
    "CREATE TABLE metrics (metric TEXT PRIMARY KEY, title TEXT, unit TEXT, better TEXT, of_maps INTEGER NOT NULL)";

// The points of metric_curve() of analysis/results/run_data.h: a metric of maps has one only where some map was
// measured, any other metric in every round, undefined (NULL) or not; rounds that showed nothing new have none; a curve
// that is defined nowhere is left out.
constexpr const char* kCurves = R"(
CREATE VIEW curves AS
WITH mapped AS (
  SELECT DISTINCT run_id, round FROM results JOIN metrics USING (metric) WHERE of_maps = 1 AND value IS NOT NULL),
points AS (
  SELECT r.run_id, r.dataset, r.condition, r.seed, r.metric, r.round, r.shown, r.expert_s, r.value,
         max(r.shown) OVER (PARTITION BY r.run_id, r.metric ORDER BY r.round
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS shown_before,
         max(r.value) OVER (PARTITION BY r.run_id, r.metric) AS greatest
  FROM results r JOIN metrics USING (metric)
  WHERE r.shown IS NOT NULL
    AND (r.value IS NOT NULL OR of_maps = 0 OR (r.run_id, r.round) IN (SELECT run_id, round FROM mapped)))
SELECT run_id, dataset, condition, seed, metric, round, shown, expert_s, value FROM points
WHERE greatest IS NOT NULL AND (shown_before IS NULL OR shown > shown_before))";

// The budgets that all curves of a metric on a dataset share; runs without rounds after the first have no say.
constexpr const char* kRanges = R"(
CREATE VIEW shared_budgets AS
WITH ends AS (
  SELECT run_id, dataset, metric, min(shown) AS first, max(shown) AS last FROM curves
  WHERE run_id IN (SELECT run_id FROM results WHERE round > 0)
  GROUP BY run_id, dataset, metric)
SELECT dataset, metric, max(first) AS low, min(last) AS high FROM ends GROUP BY dataset, metric)";

// The trapezoid rule over the pieces of a curve, each cut to the shared budgets; one undefined end makes it undefined.
constexpr const char* kArea = R"(
CREATE VIEW aubc AS
WITH pieces AS (
  SELECT c.run_id, c.dataset, c.condition, c.seed, c.metric, low, high, shown AS x, value AS y,
         lead(shown) OVER curve AS next_x, lead(value) OVER curve AS next_y
  FROM curves c JOIN shared_budgets USING (dataset, metric)
  WHERE c.run_id IN (SELECT run_id FROM results WHERE round > 0)
  WINDOW curve AS (PARTITION BY c.run_id, c.metric ORDER BY shown)),
areas AS (
  SELECT run_id, metric, max(x, low) AS a, min(next_x, high) AS b, x, next_x, y, next_y, low, high FROM pieces
  WHERE low < high AND next_x > low AND x < high),
sums AS (
  SELECT run_id, metric, count(*) AS all_pieces, count(y + next_y) AS known_pieces,
         sum((b - a) * ((y + (next_y - y) * (a - x) / (next_x - x)) + (y + (next_y - y) * (b - x) / (next_x - x))) / 2)
         / (high - low) AS mean
  FROM areas GROUP BY run_id, metric)
SELECT DISTINCT p.run_id, p.dataset, p.condition, p.seed, p.metric, p.low AS from_shown, p.high AS to_shown,
       CASE WHEN all_pieces = known_pieces THEN mean END AS value
FROM pieces p LEFT JOIN sums USING (run_id, metric))";

// The value at the end of the shared budgets, between two rounds on the line through them.
constexpr const char* kFinal = R"(
CREATE VIEW final AS
WITH points AS (
  SELECT c.run_id, c.dataset, c.condition, c.seed, c.metric, high, shown AS x, value AS y,
         lag(shown) OVER curve AS last_x, lead(shown) OVER curve AS next_x, lead(value) OVER curve AS next_y
  FROM curves c LEFT JOIN shared_budgets USING (dataset, metric)
  WINDOW curve AS (PARTITION BY c.run_id, c.metric ORDER BY shown))
SELECT run_id, dataset, condition, seed, metric, coalesce(high, x) AS at_shown,
       CASE WHEN next_x IS NULL OR high <= x THEN y ELSE y + (next_y - y) * (high - x) / (next_x - x) END AS value
FROM points
WHERE (next_x IS NULL AND (high IS NULL OR x <= high)) OR (last_x IS NULL AND high <= x AND next_x IS NOT NULL)
   OR (x <= high AND high < next_x AND NOT (last_x IS NULL AND high <= x))
   OR (last_x IS NULL AND next_x IS NULL AND high < x))";

class ViewMaker {
 public:
  ViewMaker(sqlite3* database, const std::filesystem::path& file) : database_(database), file_(file) {}

  void run(const std::string& sql) const { check(sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr)); }

  void add_metrics() const {
    run(kMetricsTable);
    std::vector<std::string> names;
    const auto take = [](void* list, int, char** cells, char**) {
      static_cast<std::vector<std::string>*>(list)->emplace_back(cells[0]);
      return 0;
    };
    check(sqlite3_exec(database_, "SELECT DISTINCT metric FROM results WHERE metric IS NOT NULL ORDER BY metric", take,
                       &names, nullptr));
    for (const std::string& name : names) add_metric(name);
  }

 private:
  void check(int status) const {
    require(status == SQLITE_OK, "cannot write '{}': {}; free some space or choose another place", file_.string(),
            sqlite3_errmsg(database_));
  }

  void add_metric(const std::string& name) const {
    const MetricInfo* known = find_metric(name);
    sqlite3_stmt* insert = nullptr;
    check(sqlite3_prepare_v2(database_, "INSERT INTO metrics VALUES (?, ?, ?, ?, ?)", -1, &insert, nullptr));
    const auto bind = [&](int place, std::string_view text) {
      sqlite3_bind_text(insert, place, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    };
    bind(1, name);
    if (known != nullptr) {
      bind(2, known->title);
      bind(3, known->unit);
      bind(4, known->better == Better::More ? "more" : "less");
    }
    sqlite3_bind_int(insert, 5, known != nullptr && known->of_maps ? 1 : 0);
    sqlite3_step(insert);
    check(sqlite3_finalize(insert));
  }

  sqlite3* database_;
  const std::filesystem::path& file_;
};

}  // namespace

void add_result_views(sqlite3* database, const std::filesystem::path& file) {
  const ViewMaker maker(database, file);
  maker.add_metrics();
  for (const char* view : {kCurves, kRanges, kArea, kFinal}) maker.run(view);
}

}  // namespace xil
