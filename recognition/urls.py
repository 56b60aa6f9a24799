"""Addresses under /api/v1/."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

import recognition.schema  # noqa: F401 - drf-spectacular knows a way to sign in once it is imported
from recognition import apis, comparison_api, library_apis, limits, links_apis, settings_apis
from recognition.accounts import session_api, tokens_api

urlpatterns = [
    path("session/", session_api.SessionDetail.as_view()),
    path("tokens/", tokens_api.TokenList.as_view()),
    path("tokens/<uuid:token_id>/", tokens_api.TokenDetail.as_view()),
    path("recordings/", apis.RecordingList.as_view()),
    path("recordings/delete/", library_apis.RecordingsDelete.as_view()),
    path("recordings/restore/", library_apis.RecordingsRestore.as_view()),
    path("recordings/deleted/", library_apis.RecordingsDeleted.as_view()),
    path("recordings/archive/", library_apis.RecordingsArchive.as_view()),
    path("recordings/<uuid:recording_id>/", apis.RecordingDetail.as_view()),
    path("recordings/<uuid:recording_id>/media/", apis.RecordingMedia.as_view(), name="recording-media"),
    path("recordings/<uuid:recording_id>/video/", apis.RecordingVideo.as_view()),
    path("recordings/<uuid:recording_id>/peaks/", apis.RecordingPeaks.as_view()),
    path("recordings/<uuid:recording_id>/action-units/", apis.RecordingActionUnits.as_view()),
    path("recordings/<uuid:recording_id>/analyses/", apis.RecordingAnalyses.as_view()),
    path("recordings/<uuid:recording_id>/links/", links_apis.RecordingLinks.as_view()),
    path("recordings/<uuid:recording_id>/links/<uuid:link_id>/", links_apis.RecordingLink.as_view()),
    path("shared/open/", links_apis.SharedOpen.as_view()),
    path("shared/<uuid:link_id>/", links_apis.SharedDetail.as_view()),
    path("shared/<uuid:link_id>/result/", links_apis.SharedResult.as_view()),
    path("shared/<uuid:link_id>/media/", links_apis.SharedMedia.as_view()),
    path("shared/<uuid:link_id>/video/", links_apis.SharedVideo.as_view()),
    path("shared/<uuid:link_id>/peaks/", links_apis.SharedPeaks.as_view()),
    path("shared/<uuid:link_id>/export/<str:format>/", links_apis.SharedExport.as_view()),
    path("analyses/<uuid:analysis_id>/", apis.AnalysisDetail.as_view()),
    path("analyses/<uuid:analysis_id>/result/", apis.AnalysisResult.as_view()),
    path("analyses/<uuid:analysis_id>/cancel/", apis.AnalysisCancel.as_view()),
    path("analyses/<uuid:analysis_id>/retry/", apis.AnalysisRetry.as_view()),
    path("analyses/<uuid:analysis_id>/segments/<int:index>/", apis.SegmentDetail.as_view()),
    path("analyses/<uuid:analysis_id>/segments/<int:index>/explanation/", apis.SegmentExplanation.as_view()),
    path("analyses/<uuid:analysis_id>/export/<str:format>/", apis.AnalysisExport.as_view()),
    path("models/", apis.ModelList.as_view()),
    path("models/comparison/", comparison_api.ModelComparison.as_view()),
    path("models/<str:model_id>/", apis.ModelDetail.as_view()),
    path("engines/", apis.EngineList.as_view()),
    path("settings/", settings_apis.PreferencesDetail.as_view()),
    path("storage/", settings_apis.StorageDetail.as_view()),
    path("limits/", limits.UploadLimits.as_view()),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    # The split view keeps its script at an address of its own: the content security policy allows none inline.
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    re_path(r"", apis.UnknownAddress.as_view()),
]
