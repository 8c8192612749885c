"""What the pages say, in three languages."""

from backend.core.language import Text

WORDS = {
    "skip": Text(pl="Przejdź do treści", en="Skip to the content", uk="Перейти до вмісту"),
    "home": Text(pl="Dane przestrzenne", en="Spatial data", uk="Просторові дані"),
    "language": Text(pl="Język", en="Language", uk="Мова"),
    "where": Text(pl="Jesteś tutaj", en="You are here", uk="Ви тут"),
    "collections": Text(pl="Zbiory danych", en="Collections", uk="Набори даних"),
    "conformance": Text(pl="Klasy zgodności", en="Conformance classes", uk="Класи відповідності"),
    "queryables": Text(
        pl="Właściwości do filtrowania", en="Queryables", uk="Властивості для фільтрування"
    ),
    "items": Text(pl="Obiekty", en="Features", uk="Об'єкти"),
    "api": Text(pl="Opis interfejsu", en="Description of the API", uk="Опис інтерфейсу"),
    "api_document": Text(
        pl="Opis w OpenAPI 3.0 (JSON)",
        en="The description in OpenAPI 3.0 (JSON)",
        uk="Опис у форматі OpenAPI 3.0 (JSON)",
    ),
    "as_json": Text(
        pl="Ta strona jako JSON", en="This page as JSON", uk="Ця сторінка у форматі JSON"
    ),
    "address": Text(pl="Adres", en="Address", uk="Адреса"),
    "does": Text(pl="Co robi", en="What it does", uk="Що робить"),
    "name": Text(pl="Nazwa", en="Name", uk="Назва"),
    "title": Text(pl="Tytuł", en="Title", uk="Заголовок"),
    "type": Text(pl="Typ", en="Type", uk="Тип"),
    "values": Text(pl="Wartości", en="Values", uk="Значення"),
    "value": Text(pl="Wartość", en="Value", uk="Значення"),
    "property": Text(pl="Właściwość", en="Property", uk="Властивість"),
    "properties": Text(pl="Właściwości", en="Properties", uk="Властивості"),
    "identifier": Text(pl="Identyfikator", en="Identifier", uk="Ідентифікатор"),
    "extent": Text(
        pl="Zasięg (zachód, południe, wschód, północ)",
        en="Extent (west, south, east, north)",
        uk="Охоплення (захід, південь, схід, північ)",
    ),
    "time": Text(pl="Czas", en="Time", uk="Час"),
    "crs": Text(pl="Układy współrzędnych", en="Coordinate systems", uk="Системи координат"),
    "download": Text(pl="Pobierz wszystko", en="Download everything", uk="Завантажити все"),
    "download_note": Text(
        pl="Te same filtry, wszystkie strony.",
        en="With the same filters, all pages.",
        uk="Ті самі фільтри, усі сторінки.",
    ),
    "geometry": Text(pl="Geometria", en="Geometry", uk="Геометрія"),
    "links": Text(pl="Odsyłacze", en="Links", uk="Посилання"),
    "kind": Text(pl="Rodzaj", en="Kind", uk="Вид"),
    "stored_crs": Text(pl="Układ przechowywania", en="Storage system", uk="Система зберігання"),
    "as_of": Text(pl="Stan na", en="As of", uk="Станом на"),
    "yes": Text(pl="tak", en="yes", uk="так"),
    "no": Text(pl="nie", en="no", uk="ні"),
    "map": Text(pl="Mapa", en="Map", uk="Карта"),
    "pages": Text(pl="Strony wyników", en="Pages of results", uk="Сторінки результатів"),
    "next": Text(pl="Następna strona", en="Next page", uk="Наступна сторінка"),
    "previous": Text(pl="Poprzednia strona", en="Previous page", uk="Попередня сторінка"),
    "first": Text(pl="Pierwsza strona", en="First page", uk="Перша сторінка"),
    "shown": Text(
        pl="Obiekty na tej stronie", en="Features on this page", uk="Об'єкти на цій сторінці"
    ),
    "matched": Text(pl="wszystkich", en="in all", uk="усього"),
    "nothing": Text(
        pl="Żaden obiekt nie spełnia warunków.",
        en="No feature meets the conditions.",
        uk="Жоден об'єкт не відповідає умовам.",
    ),
    "map_of_features": Text(
        pl="Mapa obiektów z tabeli poniżej",
        en="Map of the features in the table below",
        uk="Карта об'єктів із таблиці нижче",
    ),
    "map_of_extent": Text(pl="Mapa zasięgu", en="Map of the extent", uk="Карта охоплення"),
    "map_failed": Text(
        pl="Mapy nie udało się wczytać; wszystko jest też w tabeli.",
        en="The map could not be loaded; everything is in the table too.",
        uk="Карту не вдалося завантажити; усе є також у таблиці.",
    ),
    "chosen": Text(pl="Wskazano na mapie", en="Chosen on the map", uk="Вибрано на карті"),
    "zoomIn": Text(pl="Przybliż", en="Zoom in", uk="Наблизити"),
    "zoomOut": Text(pl="Oddal", en="Zoom out", uk="Віддалити"),
}
