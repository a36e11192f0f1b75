using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Stomp.Pure.Tests.House;

/// <summary>Reads signatures as shapes.</summary>
internal sealed class ShapeReader : ISignatureTypeProvider<TypeShape, object?>
{
    public static string NameOf(MetadataReader reader, TypeReference type)
    {
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? NameOf(reader, reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope)) + "+" + name
            : reader.GetString(type.Namespace) + "." + name;
    }

    public static string NameOf(MetadataReader reader, TypeDefinition type)
    {
        var name = reader.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? NameOf(reader, reader.GetTypeDefinition(outer)) + "+" + name
            : reader.GetString(type.Namespace) + "." + name;
    }

    public TypeShape GetPrimitiveType(PrimitiveTypeCode code) => new("System." + code);

    public TypeShape GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        new(NameOf(reader, reader.GetTypeDefinition(handle)));

    public TypeShape GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        new(NameOf(reader, reader.GetTypeReference(handle)));

    public TypeShape GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    public TypeShape GetGenericInstantiation(TypeShape type, ImmutableArray<TypeShape> arguments) => new(type.Name, arguments);

    public TypeShape GetSZArrayType(TypeShape element) => new(TypeShape.Array, element);

    public TypeShape GetArrayType(TypeShape element, ArrayShape shape) => new(TypeShape.Array, element);

    public TypeShape GetByReferenceType(TypeShape element) => new(TypeShape.Reference, element);

    public TypeShape GetPointerType(TypeShape element) => new(TypeShape.Pointer, element);

    public TypeShape GetFunctionPointerType(MethodSignature<TypeShape> signature) =>
        new(TypeShape.Pointer, signature.ParameterTypes.Add(signature.ReturnType));

    public TypeShape GetGenericMethodParameter(object? context, int index) => new("!!" + index);

    public TypeShape GetGenericTypeParameter(object? context, int index) => new("!" + index);

    public TypeShape GetModifiedType(TypeShape modifier, TypeShape unmodified, bool isRequired) => unmodified;

    public TypeShape GetPinnedType(TypeShape element) => element;
}
