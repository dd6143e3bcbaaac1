#include <heddle/engine/fiber.hpp>

#include <cxxabi.h>

#include <exception>

namespace heddle::engine {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

constinit thread_local Fiber::ExceptionState* Fiber::exceptions_of_os_thread = nullptr;

Fiber::Fiber() noexcept {
  exceptions_of_os_thread = reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
#ifdef HEDDLE_DETAIL_TSAN
  tsan_fiber_ = __tsan_get_current_fiber();
#endif
}

Fiber::Fiber(std::size_t stack_size, Entry entry, void* argument)
    : stack_(std::in_place, stack_size), entry_(entry), argument_(argument) {
#ifdef HEDDLE_DETAIL_ASAN
  stack_bottom_ = stack_->bottom();
  stack_size_ = stack_->size();
#endif
#ifdef HEDDLE_DETAIL_TSAN
  tsan_fiber_ = __tsan_create_fiber(0);
#endif
  restart();
}

Fiber::~Fiber() {
#ifdef HEDDLE_DETAIL_ASAN
  if (stack_) __asan_unpoison_memory_region(stack_->bottom(), stack_->size());
#endif
#ifdef HEDDLE_DETAIL_TSAN
  if (stack_) __tsan_destroy_fiber(tsan_fiber_);
#endif
}

void Fiber::restart() noexcept {
#ifdef HEDDLE_DETAIL_ASAN
  __asan_unpoison_memory_region(stack_->bottom(), stack_->size());
  fake_stack_ = nullptr;
#endif
  exceptions_ = {};
  context_ = make_fcontext(stack_->top(), stack_->size(), &Fiber::run);
}

void Fiber::abandon_for(Fiber& to) noexcept {
  *exceptions_of_os_thread = to.exceptions_;
  to.resumed_by_ = this;
  announce_departure(to, true);
  jump_fcontext(to.context_, &to);
  std::terminate();  // nobody resumes an abandoned fiber
}

void Fiber::run(transfer_t from) {
  auto& self = *static_cast<Fiber*>(from.data);
  self.resumed_by_->context_ = from.fctx;
  self.announce_arrival(*self.resumed_by_);
  self.entry_(self.argument_);
  std::terminate();  // an entry never returns
}

}  // namespace heddle::engine
