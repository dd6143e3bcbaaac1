#include <heddle/tools/report/columns.hpp>

#include <heddle/tools/report/relevance.hpp>
#include <heddle/tools/report/step_words.hpp>
#include <heddle/tools/report/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace heddle::report {
namespace {

using engine::ThreadIndex;

constexpr std::size_t narrowest_column = 18;
constexpr std::size_t gap = 2;
constexpr std::size_t most_stuck_shown = 16;

/// What stands in one thread's column.
struct Cell {
  ThreadIndex thread = 0;
  std::string words;
  Site site;
  std::string after;  ///< said after the site: ", since step 7"
};

struct Note {
  ThreadIndex thread = 0;
  std::string text;
};

struct Row {
  enum class Kind { step, end, elided };
  Kind kind = Kind::step;
  bool marked = false;
  std::string label;  ///< the step's number, "end", or how much is elided
  std::vector<Cell> cells;
  std::vector<Note> notes;
};

// ---- What is shown -------------------------------------------------------------------------------------------

class Rows {
 public:
  Rows(const Trace& trace, std::span<const std::size_t> steps, std::span<const Mark> marks)
      : trace_(trace),
        marks_(marks),
        whole_(steps.size() == trace.steps.size()),
        with_stuck_(whole_ || marks.empty()) {
    // What threads are stuck in matters if the marks say so of some, or if all is shown.
    for (const Mark& mark : marks) with_stuck_ = with_stuck_ || !mark.step;
    auto next = steps.begin();
    for (std::size_t i = 0; i <= trace.steps.size(); ++i) {
      add_uncaught(i);
      if (i == trace.steps.size()) break;
      if (next != steps.end() && *next == i) {
        add_step(i);
        ++next;
      } else {
        ++elided_;
      }
    }
    flush_elided();
    add_end();
  }

  [[nodiscard]] std::vector<Row> take() { return std::move(rows_); }

 private:
  void flush_elided() {
    if (elided_ == 0) return;
    Row row;
    row.kind = Row::Kind::elided;
    row.label = fmt::format("... {} not shown", counted(elided_, "step"));
    rows_.push_back(std::move(row));
    elided_ = 0;
  }

  void add_step(std::size_t index) {
    flush_elided();
    const engine::Step& step = trace_.steps[index];
    Row row;
    row.label = step_number(index);
    row.cells.push_back({step.agent.thread, step_words(trace_, step), step.site, ""});
    for (const Mark& mark : marks_)
      if (mark.step == index) row.notes.push_back({mark.thread, printable(mark.text)});
    row.marked = !row.notes.empty();
    rows_.push_back(std::move(row));
  }

  /// The exceptions that threads let out when so many steps had been executed.
  void add_uncaught(std::size_t executed) {
    for (std::size_t i = 0; i < trace_.threads.size(); ++i) {
      const auto& uncaught = trace_.threads[i].uncaught;
      if (!uncaught || uncaught->after != executed || told_before(static_cast<ThreadIndex>(i), executed)) continue;
      flush_elided();
      Row row;
      row.marked = true;
      const std::string what = uncaught->what.empty() ? "" : ": " + uncaught->what;
      row.cells.push_back({static_cast<ThreadIndex>(i), printable("lets out " + uncaught->type + what), {}, ""});
      rows_.push_back(std::move(row));
    }
  }

  /// True if the thread's last step before is marked: the mark says it.
  [[nodiscard]] bool told_before(ThreadIndex thread, std::size_t executed) const {
    for (std::size_t i = executed; i-- > 0;) {
      if (trace_.steps[i].agent != engine::Agent{thread, false}) continue;
      return std::any_of(marks_.begin(), marks_.end(), [&](const Mark& mark) { return mark.step == i; });
    }
    return false;
  }

  void add_end() {
    Row row;
    row.kind = Row::Kind::end;
    row.label = "end";
    row.marked = true;
    for (std::size_t i = 0; i < trace_.threads.size(); ++i) {
      const auto thread = static_cast<ThreadIndex>(i);
      std::vector<std::string> told;
      for (const Mark& mark : marks_)
        if (!mark.step && mark.thread == thread) told.push_back(printable(mark.text));
      if (auto cell = end_cell(thread, told)) row.cells.push_back(std::move(*cell));
      // The first one is the cell itself.
      for (std::size_t k = 1; k < told.size(); ++k) row.notes.push_back({thread, told[k]});
    }
    // A thousand threads that wait for the same thing are told by some of them.
    const std::size_t all = row.cells.size();
    if (!whole_ && all > most_stuck_shown) row.cells.resize(most_stuck_shown);
    const std::size_t left_out = all - row.cells.size();
    if (!row.cells.empty()) rows_.push_back(std::move(row));
    if (left_out > 0) {
      Row more;
      more.kind = Row::Kind::elided;
      more.label = fmt::format("... {} not shown that did not get on either", counted(left_out, "thread"));
      rows_.push_back(std::move(more));
    }
  }

  /// What a thread stands at in the end, in the words of its first mark if it has one.
  [[nodiscard]] std::optional<Cell> end_cell(ThreadIndex index, const std::vector<std::string>& told) const {
    const Trace::Thread& thread = trace_.threads[index];
    if (index == trace_.culprit && trace_.outcome == engine::Outcome::requirement_failed)
      return Cell{index,
                  printable(trace_.requirement.empty() ? "a requirement fails" : "requires: " + trace_.requirement),
                  trace_.requirement_site, ""};
    if (index == trace_.culprit && trace_.outcome == engine::Outcome::stack_overflow)
      return Cell{index, "runs out of stack", {}, ""};
    if (index == trace_.culprit && trace_.outcome == engine::Outcome::terminated)
      return Cell{index, "ends the program (std::terminate)", {}, ""};
    if (told.empty() && !(with_stuck_ && stuck(trace_, thread))) return std::nullopt;
    if (!thread.pending) return Cell{index, told.empty() ? "was running" : told.front(), {}, ""};
    return Cell{index, told.empty() ? waiting_words(trace_, *thread.pending) : told.front(), thread.pending->site,
                ", " + since_words(*thread.pending)};
  }

  const Trace& trace_;
  std::span<const Mark> marks_;
  bool whole_;       ///< every step is shown
  bool with_stuck_;  ///< what all stuck threads wait for is shown
  std::vector<Row> rows_;
  std::size_t elided_ = 0;
};

/// If all lines are of one file, it need not be repeated in every cell.
[[nodiscard]] bool one_file(const std::vector<Row>& rows) {
  std::string_view file;
  for (const Row& row : rows)
    for (const Cell& cell : row.cells) {
      if (!cell.site.known()) continue;
      if (!file.empty() && file != cell.site.file) return false;
      file = cell.site.file;
    }
  return true;
}

[[nodiscard]] std::string cell_site(const Cell& cell, bool without_file) {
  if (!cell.site.known()) return {};
  return without_file ? fmt::format(":{}", cell.site.line) : short_site_words(cell.site);
}

[[nodiscard]] std::string cell_text(const Cell& cell, bool without_file) {
  const std::string site = cell_site(cell, without_file);
  return site.empty() ? cell.words + cell.after : fmt::format("{} {}{}", cell.words, site, cell.after);
}

[[nodiscard]] Ink ink_of(const Row& row) {
  if (row.kind == Row::Kind::end) return Ink::bad;
  return row.marked ? Ink::strong : Ink::plain;
}

// ---- How it is laid out --------------------------------------------------------------------------------------

/// Text put at columns of a line, in order, without spaces at the end.
class Line {
 public:
  explicit Line(const Look& look) : look_(look) {}

  void put(std::size_t column, std::string_view text, Ink ink = Ink::plain) {
    if (text.empty()) return;
    if (at_ < column) {
      out_.append(column - at_, ' ');
      at_ = column;
    }
    out_ += painted(text, ink, look_);
    at_ += display_width(text);
  }

  [[nodiscard]] std::string finish() { return std::move(out_) + "\n"; }

 private:
  const Look& look_;
  std::string out_;
  std::size_t at_ = 0;
};

/// The part that both layouts share: labels on the left, notes and elisions across.
class Layout {
 public:
  Layout(const std::vector<Row>& rows, const Look& look)
      : look_(look), width_(std::max<std::size_t>(look.width, 40)) {
    for (const Row& row : rows)
      if (row.kind != Row::Kind::elided) label_width_ = std::max(label_width_, display_width(row.label));
  }

  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::size_t body() const { return 2 + label_width_ + gap; }

  void put_label(Line& line, const Row& row) const {
    if (row.marked) line.put(0, ">", Ink::mark);
    line.put(2, padded_left(row.label, label_width_), row.marked ? Ink::strong : Ink::faint);
  }

  [[nodiscard]] std::string header_label() const { return padded_left("step", label_width_); }

  [[nodiscard]] std::string elision(const Row& row) const {
    Line line(look_);
    line.put(body(), row.label, Ink::faint);
    return line.finish();
  }

  /// A note under its thread's column, or as far to the left of it as it needs to be readable.
  [[nodiscard]] std::string note(std::string_view text, std::size_t column) const {
    const std::size_t wish = std::min<std::size_t>(display_width(text) + 2, 48);
    if (column + wish > width_) column = std::max(body(), width_ - wish);
    const auto lines = wrapped(text, width_ - column - 2);
    std::string out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      Line line(look_);
      if (i == 0) line.put(column, "^", Ink::mark);
      line.put(column + 2, lines[i], Ink::mark);
      out += line.finish();
    }
    return out;
  }

  [[nodiscard]] const Look& look() const { return look_; }

 private:
  const Look& look_;
  std::size_t width_;
  std::size_t label_width_ = 4;  // "step"
};

/// What a column would like to be: as wide as its steps, and as what stands at its end.
struct Wish {
  std::size_t steps = 0;
  std::size_t all = 0;
};

/// The widths that the columns get of the room there is. Steps come first, as they are many; what is left goes to
/// the ends, which are few and may be wrapped. Empty if there is too little room for columns.
[[nodiscard]] std::vector<std::size_t> shared_out(const std::vector<Wish>& wishes, std::size_t room) {
  std::vector<std::size_t> widths;
  widths.reserve(wishes.size());
  for (const Wish& wish : wishes) widths.push_back(wish.steps);
  const auto total = [&](std::size_t cap) {
    std::size_t sum = 0;
    for (const std::size_t width : widths) sum += std::min(width, cap);
    return sum;
  };
  std::size_t cap = room;
  while (cap > narrowest_column && total(cap) > room) --cap;
  if (total(cap) > room) return {};
  for (std::size_t& width : widths) width = std::min(width, cap);
  for (bool grown = true; grown;) {
    grown = false;
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (widths[i] < wishes[i].all && total(room) < room) {
        ++widths[i];
        grown = true;
      }
  }
  return widths;
}

/// A column for each thread; nothing if they do not fit.
[[nodiscard]] std::optional<std::string> side_by_side(const Trace& trace, const std::vector<Row>& rows,
                                                      const std::vector<ThreadIndex>& threads,
                                                      const Layout& layout) {
  const bool without_file = one_file(rows);
  const auto place_of = [&](ThreadIndex thread) {
    return static_cast<std::size_t>(std::find(threads.begin(), threads.end(), thread) - threads.begin());
  };
  const auto heading = [&](ThreadIndex thread) {
    return thread_words(trace, thread) + (trace.threads[thread].daemon ? " (daemon)" : "");
  };

  std::vector<Wish> wishes;
  wishes.reserve(threads.size());
  for (const ThreadIndex thread : threads)
    wishes.push_back({display_width(heading(thread)), display_width(heading(thread))});
  for (const Row& row : rows)
    for (const Cell& cell : row.cells) {
      Wish& wish = wishes[place_of(cell.thread)];
      const std::size_t width = display_width(cell_text(cell, without_file));
      wish.all = std::max(wish.all, width);
      wish.steps = std::max(wish.steps, row.kind == Row::Kind::end ? std::min(width, narrowest_column) : width);
    }
  const std::size_t taken = layout.body() + gap * (threads.size() - 1);
  if (taken >= layout.width()) return std::nullopt;
  const std::vector<std::size_t> widths = shared_out(wishes, layout.width() - taken);
  if (widths.empty()) return std::nullopt;
  std::vector<std::size_t> starts;
  for (std::size_t at = layout.body(); const std::size_t width : widths) {
    starts.push_back(at);
    at += width + gap;
  }

  Line header(layout.look());
  header.put(2, layout.header_label(), Ink::faint);
  for (std::size_t i = 0; i < threads.size(); ++i)
    header.put(starts[i], shortened(heading(threads[i]), widths[i]), Ink::strong);
  std::string out = header.finish();

  for (const Row& row : rows) {
    if (row.kind == Row::Kind::elided) {
      out += layout.elision(row);
      continue;
    }
    std::vector<std::vector<std::string>> texts;
    texts.reserve(row.cells.size());
    std::size_t height = 1;
    for (const Cell& cell : row.cells) {
      texts.push_back(wrapped(cell_text(cell, without_file), widths[place_of(cell.thread)]));
      height = std::max(height, texts.back().size());
    }
    for (std::size_t k = 0; k < height; ++k) {
      Line line(layout.look());
      if (k == 0) layout.put_label(line, row);
      for (std::size_t c = 0; c < row.cells.size(); ++c)
        if (k < texts[c].size()) line.put(starts[place_of(row.cells[c].thread)], texts[c][k], ink_of(row));
      out += line.finish();
    }
    for (const Note& note : row.notes) {
      const std::size_t place = place_of(note.thread);
      // Where several threads stand in one row, a note that had to move says whose it is.
      const bool alone = row.cells.size() == 1 || place == threads.size();
      out += layout.note(alone ? note.text : fmt::format("{}: {}", thread_words(trace, note.thread), note.text),
                         place < starts.size() ? starts[place] : layout.body());
    }
  }
  return out;
}

/// "step  thread  operation  site".
[[nodiscard]] std::string one_below_the_other(const Trace& trace, const std::vector<Row>& rows,
                                              const Layout& layout) {
  std::size_t name_width = 6;   // "thread"
  std::size_t words_width = 9;  // "operation"
  std::size_t site_width = 4;
  // Better the line alone than a file's name that was cut off before it.
  const bool without_file = one_file(rows) && layout.width() < 60;
  for (const Row& row : rows)
    for (const Cell& cell : row.cells) {
      name_width = std::max(name_width, display_width(thread_words(trace, cell.thread)));
      words_width = std::max(words_width, display_width(cell.words + cell.after));
      site_width = std::max(site_width, display_width(cell_site(cell, without_file)));
    }
  const std::size_t room = layout.width() - layout.body() - 2 * gap;
  name_width = std::min(name_width, room / 4);
  site_width = std::min(site_width, room / 3);
  words_width = std::min(words_width, room - name_width - site_width);
  const std::size_t name_at = layout.body();
  const std::size_t words_at = name_at + name_width + gap;
  const std::size_t site_at = words_at + words_width + gap;

  Line header(layout.look());
  header.put(2, layout.header_label(), Ink::faint);
  header.put(name_at, "thread", Ink::strong);
  header.put(words_at, "operation", Ink::strong);
  header.put(site_at, "site", Ink::strong);
  std::string out = header.finish();

  for (const Row& row : rows) {
    if (row.kind == Row::Kind::elided) {
      out += layout.elision(row);
      continue;
    }
    for (const Cell& cell : row.cells) {
      const auto texts = wrapped(cell.words + cell.after, words_width);
      for (std::size_t k = 0; k < texts.size(); ++k) {
        Line line(layout.look());
        if (k == 0) {
          layout.put_label(line, row);
          line.put(name_at, shortened(thread_words(trace, cell.thread), name_width), ink_of(row));
        }
        line.put(words_at, texts[k], ink_of(row));
        if (k == 0) line.put(site_at, shortened(cell_site(cell, without_file), site_width), Ink::plain);
        out += line.finish();
      }
      for (const Note& note : row.notes)
        if (note.thread == cell.thread) out += layout.note(note.text, words_at);
    }
  }
  return out;
}

/// Who has no part in what is shown.
[[nodiscard]] std::string others(const Trace& trace, const std::vector<ThreadIndex>& threads, const Look& look) {
  const std::size_t count = trace.threads.size() - threads.size();
  if (count == 0) return {};
  return painted(fmt::format("({} without a part in these steps)\n", counted(count, "other thread")), Ink::faint,
                 look);
}

}  // namespace

std::string columns(const Trace& trace, std::span<const std::size_t> steps, std::span<const Mark> marks,
                    const Look& look) {
  const std::vector<Row> rows = Rows(trace, steps, marks).take();
  std::vector<ThreadIndex> threads;
  for (const Row& row : rows)
    for (const Cell& cell : row.cells) threads.push_back(cell.thread);
  std::sort(threads.begin(), threads.end());
  threads.erase(std::unique(threads.begin(), threads.end()), threads.end());
  if (threads.empty()) return {};

  const Layout layout(rows, look);
  auto picture = side_by_side(trace, rows, threads, layout);
  return (picture ? *picture : one_below_the_other(trace, rows, layout)) + others(trace, threads, look);
}

}  // namespace heddle::report
