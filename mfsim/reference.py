"""Hand compiled rules a tuple of arrays by reference: one pointer, from which a rule loads what it names.

numba takes a named tuple apart. A world of sixty arrays would be five hundred arguments of every rule, to be read by the
compiler at each call: half of the time that it takes, and a hundred bytes of the stack for each array. What a tuple holds
never changes, and the loads say so: they are made once, outside loops, and what is stored in arrays does not repeat them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel.models import OpaqueModel
from numba.core.imputils import impl_ret_borrowed
from numba.core.typing.templates import AttributeTemplate
from numba.core.typing.typeof import typeof_impl
from numba.extending import NativeValue, infer_getattr, lower_getattr_generic, register_model, unbox

C = TypeVar("C", bound=type[tuple[Any, ...]])

OFFSET = ir.IntType(64)
TO_ITSELF = ir.FunctionType(cgutils.voidptr_t, [cgutils.voidptr_t])


class Reference(types.Type):
    """The type of a pointer to a named tuple.

    Its name has a digest of what the tuple holds, so that code compiled for another is never taken for its own; the digest
    is all that is kept on disk, where the types of sixty arrays would take longer to read than the code.
    """

    def __init__(self, name: str, content: Any = None) -> None:
        self.content = content
        super().__init__(name)

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the name alone: a type of this name that is known already is the same one."""
        return Reference, (self.name,)


def by_reference(content: C) -> C:
    """Let compiled rules have tuples of this class by reference."""
    seen: dict[Any, Reference] = {}

    @typeof_impl.register(content)
    def _typeof(values: Any, context: Any) -> Reference:
        looks = tuple(_look(value) for value in values)
        if looks not in seen:
            known = types.NamedTuple([typeof_impl(value, context) for value in values], content)
            seen[looks] = Reference(f"{content.__name__}_{sha256(str(known).encode()).hexdigest()[:16]}", known)
            seen[looks].content = known  # it may have been read from disk before
        return seen[looks]

    return content


def _look(value: Any) -> Any:
    """Return what the type of an array or a record depends on: numba takes milliseconds over that of a large record."""
    return type(value), value.dtype, value.ndim, value.flags.num


@register_model(Reference)
class _Pointer(OpaqueModel):
    """A pointer to it does not matter what: with its type it would be spelled out at every use."""


@infer_getattr
class _Parts(AttributeTemplate):
    key = Reference

    def generic_resolve(self, reference: Reference, name: str) -> Any:  # type: ignore[override]
        content = reference.content
        return content.types[content.fields.index(name)] if name in content.fields else None


@lower_getattr_generic(Reference)
def _part(context: Any, builder: Any, reference: Reference, pointer: Any, name: str) -> Any:
    """Load a part of the tuple: the numbers of which an array is made, each by itself and only if it is used."""
    kind = reference.content.types[reference.content.fields.index(name)]
    value = ir.Constant(context.get_value_type(kind), ir.Undefined)
    for path, number, offset in _numbers(context, reference, name):
        place = builder.bitcast(builder.gep(pointer, [OFFSET(offset)], inbounds=True), number.as_pointer())
        loaded = builder.load(place)
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
        value = builder.insert_value(value, loaded, path) if path else loaded
    return impl_ret_borrowed(context, builder, kind, value)


@cache
def _numbers(context: Any, reference: Reference, name: str) -> tuple[tuple[tuple[int, ...], Any, int], ...]:
    """Return, for each number of a part, its place in the part, its type, and how many bytes from the start it is."""
    content, data = reference.content, context.target_data
    elements = [context.get_value_type(kind) for kind in content.types]
    place = content.fields.index(name)
    start = _offsets(elements[: place + 1], data)[-1]
    return tuple(_leaves(elements[place], data, (), start))


def _leaves(kind: Any, data: Any, path: tuple[int, ...], start: int) -> Iterator[tuple[tuple[int, ...], Any, int]]:
    if not isinstance(kind, ir.Aggregate):
        yield path, kind, start
        return
    elements = kind.elements if isinstance(kind, ir.BaseStructType) else [kind.element] * kind.count
    for place, (element, offset) in enumerate(zip(elements, _offsets(elements, data), strict=True)):
        yield from _leaves(element, data, (*path, place), start + offset)


def _offsets(elements: list[Any], data: Any) -> list[int]:
    """Return where the elements of a structure are, as the compiler lays them out: each at a multiple of its alignment."""
    offsets, end = [], 0
    for element in elements:
        alignment = element.get_abi_alignment(data)
        offsets.append(-(-end // alignment) * alignment)
        end = offsets[-1] + element.get_abi_size(data)
    return offsets


@unbox(Reference)
def _from_python(reference: Reference, values: Any, c: Any) -> NativeValue:
    """Lay the parts of a tuple of Python's side by side, for as long as the call takes.

    The instruction that returns the pointer as it is does nothing but hide from the compiler where the pointer leads: by
    what the loads say of themselves, it may do them before what is stored here.
    """
    native = c.unbox(reference.content, values)
    place = c.builder.bitcast(cgutils.alloca_once_value(c.builder, native.value), cgutils.voidptr_t)
    hidden = c.builder.asm(TO_ITSELF, "", "=r,0,~{memory}", [place], side_effect=True)
    return NativeValue(hidden, is_error=native.is_error, cleanup=native.cleanup)
