using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Stomp.Pure.Tests.House;

/// <summary>What a built assembly is made of, read from its metadata and its instructions.</summary>
internal sealed class BuiltAssembly : IDisposable
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly ShapeReader _shapes = new();

    private BuiltAssembly(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _reader = _file.GetMetadataReader();
    }

    /// <summary>The core under test.</summary>
    public static BuiltAssembly Pure() => new(typeof(Pure.Values.Instant).Assembly.Location);

    public void Dispose() => _file.Dispose();

    /// <summary>The names of the assemblies that it references.</summary>
    public IReadOnlyList<string> Assemblies() =>
        [.. _reader.AssemblyReferences.Select(handle => _reader.GetString(_reader.GetAssemblyReference(handle).Name)).Order(StringComparer.Ordinal)];

    /// <summary>Every type of another assembly that stands anywhere: in instructions, in signatures, as attribute.</summary>
    public IReadOnlyList<string> ReferencedTypes() =>
        [.. _reader.TypeReferences.Select(handle => ShapeReader.NameOf(_reader, _reader.GetTypeReference(handle))).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Every place where a type stands, by the member in which it does.</summary>
    public IReadOnlyList<Use> Uses() =>
        [.. _reader.TypeDefinitions.Select(_reader.GetTypeDefinition).SelectMany(UsesOf).Distinct()];

    private IEnumerable<Use> UsesOf(TypeDefinition type)
    {
        var user = ShapeReader.NameOf(_reader, type);
        var own = type.GetInterfaceImplementations().Select(handle => _reader.GetInterfaceImplementation(handle).Interface)
            .Append(type.BaseType)
            .SelectMany(Shapes)
            .Concat(Attributes(type.GetCustomAttributes()))
            .Concat(Constraints(type.GetGenericParameters()));
        return Named(user, "(itself)", own)
            .Concat(type.GetFields().Select(_reader.GetFieldDefinition).SelectMany(field => Named(
                user,
                _reader.GetString(field.Name),
                [field.DecodeSignature(_shapes, null), .. Attributes(field.GetCustomAttributes())])))
            .Concat(type.GetProperties().Select(_reader.GetPropertyDefinition).SelectMany(property => Named(
                user,
                _reader.GetString(property.Name),
                Attributes(property.GetCustomAttributes()))))
            .Concat(type.GetMethods().Select(_reader.GetMethodDefinition).SelectMany(method => Named(
                user,
                _reader.GetString(method.Name),
                ShapesOf(method))));
    }

    private static IEnumerable<Use> Named(string user, string member, IEnumerable<TypeShape> shapes) =>
        from shape in shapes
        from part in shape.Whole
        where part.Name is not (TypeShape.Array or TypeShape.Reference or TypeShape.Pointer) && part.Name[0] != '!'
        select new Use(user, member, part.Name);

    private IEnumerable<TypeShape> ShapesOf(MethodDefinition method)
    {
        var shapes = Shapes(method.DecodeSignature(_shapes, null))
            .Concat(Attributes(method.GetCustomAttributes()))
            .Concat(Constraints(method.GetGenericParameters()))
            .Concat(method.GetParameters().SelectMany(handle => Attributes(_reader.GetParameter(handle).GetCustomAttributes())));
        if (method.RelativeVirtualAddress == 0)
            return shapes;
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            shapes = shapes.Concat(_reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_shapes, null));
        return shapes
            .Concat(body.ExceptionRegions.SelectMany(region => Shapes(region.CatchType)))
            .Concat(Tokens(body.GetILBytes()!).SelectMany(Shapes));
    }

    /// <summary>What the instructions name, in their order.</summary>
    private static IEnumerable<EntityHandle> Tokens(byte[] instructions)
    {
        var at = 0;
        while (at < instructions.Length)
        {
            short value = instructions[at++];
            if (value == 0xfe)
                value = unchecked((short)(0xfe00 | instructions[at++]));
            var kind = Codes[value].OperandType;
            if (kind is OperandType.InlineType or OperandType.InlineTok or OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineSig)
                yield return (EntityHandle)MetadataTokens.Handle(BitConverter.ToInt32(instructions, at));
            at += kind switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(instructions, at)),
                _ => 4,
            };
        }
    }

    private IEnumerable<TypeShape> Shapes(EntityHandle handle) => handle.Kind switch
    {
        _ when handle.IsNil => [],
        HandleKind.TypeDefinition => [_shapes.GetTypeFromDefinition(_reader, (TypeDefinitionHandle)handle, 0)],
        HandleKind.TypeReference => [_shapes.GetTypeFromReference(_reader, (TypeReferenceHandle)handle, 0)],
        HandleKind.TypeSpecification => [_shapes.GetTypeFromSpecification(_reader, null, (TypeSpecificationHandle)handle, 0)],
        HandleKind.FieldDefinition => ShapesOf(_reader.GetFieldDefinition((FieldDefinitionHandle)handle)),
        HandleKind.MethodDefinition => ShapesAt(_reader.GetMethodDefinition((MethodDefinitionHandle)handle)),
        HandleKind.MemberReference => ShapesOf(_reader.GetMemberReference((MemberReferenceHandle)handle)),
        HandleKind.MethodSpecification => ShapesOf(_reader.GetMethodSpecification((MethodSpecificationHandle)handle)),
        HandleKind.StandaloneSignature => Shapes(_reader.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(_shapes, null)),
        _ => throw new NotSupportedException(handle.Kind.ToString()),
    };

    private static IEnumerable<TypeShape> Shapes(MethodSignature<TypeShape> signature) => signature.ParameterTypes.Prepend(signature.ReturnType);

    private IEnumerable<TypeShape> ShapesOf(FieldDefinition field) =>
        Shapes(field.GetDeclaringType()).Append(field.DecodeSignature(_shapes, null));

    /// <summary>What a call of a method names.</summary>
    private IEnumerable<TypeShape> ShapesAt(MethodDefinition method) =>
        Shapes(method.GetDeclaringType()).Concat(Shapes(method.DecodeSignature(_shapes, null)));

    private IEnumerable<TypeShape> ShapesOf(MemberReference member) => Shapes(member.Parent).Concat(
        member.GetKind() == MemberReferenceKind.Field
            ? [member.DecodeFieldSignature(_shapes, null)]
            : Shapes(member.DecodeMethodSignature(_shapes, null)));

    private IEnumerable<TypeShape> ShapesOf(MethodSpecification method) =>
        Shapes(method.Method).Concat(method.DecodeSignature(_shapes, null));

    private IEnumerable<TypeShape> Attributes(CustomAttributeHandleCollection attributes) =>
        attributes.SelectMany(handle => Shapes(_reader.GetCustomAttribute(handle).Constructor));

    private IEnumerable<TypeShape> Constraints(GenericParameterHandleCollection parameters) =>
        from parameter in parameters.Select(_reader.GetGenericParameter)
        from constraint in parameter.GetConstraints().Select(_reader.GetGenericParameterConstraint)
        from shape in Shapes(constraint.Type)
        select shape;
}
