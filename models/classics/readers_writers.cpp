#include <heddle/heddle.hpp>

/// Courtois, Heymans and Parnas: any number may read at a time, but who writes is alone. The first reader to come
/// keeps writers out for all readers, the last one to go lets them in again.

namespace {

/// What the text of a page is like.
constexpr int half_written = 1;
constexpr int written = 2;

/// The first problem of the two: no reader waits unless somebody writes.
class SimplePage {
 public:
  explicit SimplePage(bool counted_under_mutex) : counted_under_mutex_(counted_under_mutex) {}

  void read() {
    count([&] {
      readcount_.store(readcount_.load() + 1);
      if (readcount_.load() == 1) wrt_.acquire();
    });
    heddle::require(text_.load() != half_written, "nobody reads while somebody writes");
    count([&] {
      readcount_.store(readcount_.load() - 1);
      if (readcount_.load() == 0) wrt_.release();
    });
  }

  void write() {
    heddle::With alone(wrt_);
    text_.store(half_written);
    text_.store(written);
  }

 private:
  template <class Count>
  void count(Count change) {
    if (!counted_under_mutex_) return change();
    heddle::With hold(mutex_);
    change();
  }

  heddle::Semaphore mutex_{1, "mutex"};
  heddle::Semaphore wrt_{1, "wrt"};
  heddle::Shared<int> readcount_{0, "readcount"};
  heddle::Shared<int> text_{0, "text"};
  bool counted_under_mutex_;
};

/// How far a writer is.
constexpr int has_come = 1;
constexpr int has_written = 2;

/// A page whose writer may be overtaken: by a reader that came when the writer already stood at the door, and that
/// finds another reader inside. Enough readers, and the writer never gets in. With a turnstile through which all
/// must go, who comes after the writer reads after it.
class SoughtAfterPage {
 public:
  explicit SoughtAfterPage(bool with_turnstile) : with_turnstile_(with_turnstile) {}

  void read() {
    const bool after_the_writer = writer_.load() == has_come;
    if (with_turnstile_) {
      turnstile_.acquire();
      turnstile_.release();
    }
    {
      heddle::With hold(mutex_);
      readcount_.store(readcount_.load() + 1);
      if (readcount_.load() == 1) wrt_.acquire();
    }
    if (after_the_writer) {
      heddle::require(writer_.load() == has_written, "who comes after the writer reads after it");
    }
    heddle::With hold(mutex_);
    readcount_.store(readcount_.load() - 1);
    if (readcount_.load() == 0) wrt_.release();
  }

  void write() {
    if (with_turnstile_) turnstile_.acquire();
    writer_.store(has_come);
    {
      heddle::With alone(wrt_);
      writer_.store(has_written);
    }
    if (with_turnstile_) turnstile_.release();
  }

 private:
  heddle::Semaphore turnstile_{1, "turnstile"};
  heddle::Semaphore mutex_{1, "mutex"};
  heddle::Semaphore wrt_{1, "wrt"};
  heddle::Shared<int> readcount_{0, "readcount"};
  heddle::Shared<int> writer_{0, "writer"};
  bool with_turnstile_;
};

template <class Page>
void two_readers_and_a_writer(Page&& page) {
  heddle::Thread reader0([&] { page.read(); }, "reader0");
  heddle::Thread reader1([&] { page.read(); }, "reader1");
  heddle::Thread writer([&] { page.write(); }, "writer");
  reader0.start();
  reader1.start();
  writer.start();
}

}  // namespace

/// Two readers miscount themselves: one lets the writer in on the other, or nobody lets anybody in again.
HEDDLE_SCENARIO("classics/readers-writers-without-mutex",
                expects(heddle::Hazard::requirement_failed, heddle::Hazard::abandoned_lock)) {
  two_readers_and_a_writer(SimplePage(false));
}

/// Repaired: the count is changed under a mutex.
HEDDLE_SCENARIO("classics/readers-writers", holds()) { two_readers_and_a_writer(SimplePage(true)); }

/// Nobody is wrong, and the second reader goes in before the writer.
HEDDLE_SCENARIO("classics/readers-writers-writer-overtaken", expects(heddle::Hazard::requirement_failed)) {
  two_readers_and_a_writer(SoughtAfterPage(false));
}

/// Repaired: a writer that waits holds the turnstile.
HEDDLE_SCENARIO("classics/readers-writers-turnstile", holds()) { two_readers_and_a_writer(SoughtAfterPage(true)); }
