#ifndef SANITIZER_H
#define SANITIZER_H

/* Telling those who watch over memory what they cannot know: of stacks, and of bytes in a buffer
 * that are nobody's. Where none watches, all of this is nothing.
 *
 * AddressSanitizer keeps a shadow of the stack it believes to be on. It is told before each switch
 * where it goes to, and behind each switch that it has arrived; a stack that will not be used again
 * says so by NULL. The frames that a dropped stack leaves are poison, until it is said to be new.
 *
 * ThreadSanitizer calls a stack with its history of calls a fiber. It is told of each, and before
 * each switch, in the function that switches, which one comes next.
 *
 * Valgrind takes a stack pointer that moves far for a large frame, unless it knows of the stack
 * that it moves to. It may watch over any build, if its header was there. Guards that it has not
 * seen being made by mprotect() it runs into itself. Who reads what a stack was used for says so.
 */

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZER_ADDRESS
#endif
#if __has_feature(thread_sanitizer)
#define SANITIZER_THREAD
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZER_ADDRESS
#endif
#if defined(__SANITIZE_THREAD__)
#define SANITIZER_THREAD
#endif

/* Memory that was given back is watched over. */
#if defined(SANITIZER_ADDRESS) || defined(SANITIZER_THREAD)
enum { SANITIZER_WATCHES = 1 };
#else
enum { SANITIZER_WATCHES = 0 };
#endif

#ifdef SANITIZER_ADDRESS
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
enum { SANITIZER_FOLLOWS = 1 };
#define sanitizer_leave(save, low, size) __sanitizer_start_switch_fiber(save, low, size)
#define sanitizer_arrive(save, low, size) __sanitizer_finish_switch_fiber(save, low, size)
#define sanitizer_new_stack(low, size) __asan_unpoison_memory_region(low, size)
#define sanitizer_old_stack(low, size) __asan_poison_memory_region(low, size)
#define sanitizer_usable(bytes, size) __asan_unpoison_memory_region(bytes, size)
#define sanitizer_unusable(bytes, size) __asan_poison_memory_region(bytes, size)

/* Free what AddressSanitizer keeps for a stack that is dropped: it does that only for one that is
 * left for ever, so pretend to be there and to leave. */
static inline void sanitizer_drop(void *fake_stack, const void *low, size_t size)
{
	void *own_fake_stack;
	const void *own_low;
	size_t own_size;

	__sanitizer_start_switch_fiber(&own_fake_stack, low, size);
	__sanitizer_finish_switch_fiber(fake_stack, &own_low, &own_size);
	__sanitizer_start_switch_fiber(NULL, own_low, own_size);
	__sanitizer_finish_switch_fiber(own_fake_stack, NULL, NULL);
}
#else
enum { SANITIZER_FOLLOWS = 0 };
#define sanitizer_leave(save, low, size) ((void)(save), (void)(low), (void)(size))
#define sanitizer_arrive(save, low, size) ((void)(save), (void)(low), (void)(size))
#define sanitizer_new_stack(low, size) ((void)(low), (void)(size))
#define sanitizer_old_stack(low, size) ((void)(low), (void)(size))
#define sanitizer_usable(bytes, size) ((void)(bytes), (void)(size))
#define sanitizer_unusable(bytes, size) ((void)(bytes), (void)(size))
#define sanitizer_drop(fake_stack, low, size) ((void)(fake_stack), (void)(low), (void)(size))
#endif

#ifdef SANITIZER_THREAD
#include <sanitizer/tsan_interface.h>
#define sanitizer_fiber_new() __tsan_create_fiber(0)
#define sanitizer_fiber_free(fiber) __tsan_destroy_fiber(fiber)
#define sanitizer_fiber_name(fiber, name) __tsan_set_fiber_name(fiber, name)
#define sanitizer_fiber_current() __tsan_get_current_fiber()
#define sanitizer_fiber_next(fiber) __tsan_switch_to_fiber(fiber, 0)
#else
#define sanitizer_fiber_new() NULL
#define sanitizer_fiber_free(fiber) ((void)(fiber))
#define sanitizer_fiber_name(fiber, name) ((void)(fiber), (void)(name))
#define sanitizer_fiber_current() NULL
#define sanitizer_fiber_next(fiber) ((void)(fiber))
#endif

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/memcheck.h>
#include <valgrind/valgrind.h>
#define sanitizer_is_valgrind() RUNNING_ON_VALGRIND
#define sanitizer_used_stack(low, size) VALGRIND_MAKE_MEM_DEFINED(low, size)
#define sanitizer_stack_opened(low, high) VALGRIND_STACK_REGISTER(low, high)
#define sanitizer_stack_closed(id) VALGRIND_STACK_DEREGISTER(id)
#else
#define sanitizer_is_valgrind() 0
#define sanitizer_used_stack(low, size) ((void)(low), (void)(size))
#define sanitizer_stack_opened(low, high) ((void)(low), (void)(high), 0)
#define sanitizer_stack_closed(id) ((void)(id))
#endif

#endif
