#include <heddle/engine/stack.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <new>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(start, end) 0
#define VALGRIND_STACK_DEREGISTER(id) (void)(id)
#endif

namespace heddle::engine {
namespace {

std::size_t whole_pages(std::size_t bytes) {
  static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

constexpr std::size_t guard_size = std::size_t{1024} * 1024;

}  // namespace

Stack::Stack(std::size_t size)
    : mapped_(whole_pages(size) + whole_pages(guard_size)), guard_(whole_pages(guard_size)) {
  base_ = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (base_ == MAP_FAILED) throw std::bad_alloc();
  if (mprotect(bottom(), this->size(), PROT_READ | PROT_WRITE) != 0) {
    munmap(base_, mapped_);
    throw std::bad_alloc();
  }
  valgrind_id_ = VALGRIND_STACK_REGISTER(bottom(), top());
}

Stack::~Stack() {
  VALGRIND_STACK_DEREGISTER(valgrind_id_);
  munmap(base_, mapped_);
}

bool Stack::guards(const void* address) const noexcept { return address >= base_ && address < bottom(); }

}  // namespace heddle::engine
